import type { FastifyReply } from 'fastify';
import { deliveryChoices } from '#core/keys/life.ts';
import { grouped } from '#mail/render/key-notice.ts';
import { CHALLENGE_MINUTES, type ChallengePurpose } from '#store/recipient-keys/challenge.ts';
import type { ListedKey } from '#store/recipient-keys/list.ts';
import { html, type Markup, sendPage } from '../portal/page.ts';
import type { KeyVisit } from './visit.ts';
import { choiceWords, keyKind, standing } from './words.ts';

/** What the page tells of the last thing done: in the answer to a POST, or by a fixed word after a redirect. */
export interface Told {
  /** Where it is said: `choice`, `upload`, or the id of a key. */
  at: string;
  words: string;
  bad: boolean;
}

/** The whole page. It shows; everything that changes something is a POST from it. */
export function keyPage(visit: KeyVisit, reply: FastifyReply, told: Told | null = null): FastifyReply {
  const shown = visit.how.keys.filter((key) => key.state !== 'superseded');
  const choosing = !shown.some((key) => key.state === 'pending' || key.state === 'waiting');
  return sendPage(reply, {
    title: 'How our mail reaches you',
    organization: visit.organization.name,
    narrow: false,
    status: told?.bad ? 422 : 200,
    body: html`${choice(visit, told)}
      <h2>Your key</h2>
      ${told?.bad ? null : say(told, 'upload')}
      ${
        shown.length > 0
          ? html`<ul>
              ${shown.map((key) => oneKey(visit, key, told))}
            </ul>`
          : html`<p>You have given us none. You do not need one: it is for people who already use S/MIME or PGP.</p>`
      }
      ${upload(visit, shown, told, !choosing)}
      <p class="soft">
        This page is for you alone. Its link stops working by itself. ${visit.organization.name},
        ${visit.organization.address}
      </p>`,
  });
}

function choice({ token, how }: KeyVisit, told: Told | null): Markup {
  return html`${say(told, 'choice')}
    <form class="fields" method="post" action="/k/${token}/choice">
      <fieldset>
        <legend>Where do you want to get messages with private content?</legend>
        ${deliveryChoices.map(
          (one) =>
            html`<label class="tick"
              ><input
                type="radio"
                name="delivery"
                value="${one}"
                ${how.delivery === one ? html` checked` : null}
              /><span
                ><strong>${choiceWords[one].label}</strong><br /><span class="soft"
                  >${choiceWords[one].help}</span
                ></span
              ></label
            >`,
        )}
      </fieldset>
      <button>Save my choice</button>
    </form>`;
}

function oneKey(visit: KeyVisit, key: ListedKey, told: Told | null): Markup {
  const { words, good } = standing(key);
  return html`<li>
    ${say(told, key.id)}
    <strong>${keyKind(key)}</strong
    >${key.expiresAt === null ? null : html` <span class="soft">until ${day(key.expiresAt)}</span>`}<br />
    <span class="soft" style="overflow-wrap:anywhere">${grouped(key.fingerprint)}</span>
    <p class="${good ? 'good' : ''}">${words}</p>
    ${actions(visit, key)}
  </li>`;
}

function actions(visit: KeyVisit, key: ListedKey): Markup | null {
  switch (key.state) {
    case 'pending':
      return html`${proof(visit, key, 'prove')}${button(visit, key, 'cancel', 'Do not use this key')}`;
    case 'waiting':
      return html`<p class="soft">Our staff can confirm it. Or do it yourself, with the key you have been using:</p>
        ${proof(visit, key, 'replace')}${button(visit, key, 'cancel', 'Keep the key I have')}`;
    case 'enrolled':
      return html`<details>
        <summary>Stop using this key</summary>
        ${proof(visit, key, 'remove')}
        <p class="soft">
          Lost it, or somebody else may have it? Then no code is needed. From now on messages wait in the portal.
        </p>
        ${button(visit, key, 'lost', 'I lost this key')}
      </details>`;
    default:
      return null;
  }
}

const ASK: Record<ChallengePurpose, string> = {
  prove: 'Send me the code',
  replace: 'Send a code sealed with the old key',
  remove: 'Send a code sealed with this key',
};
const ENTER: Record<ChallengePurpose, string> = {
  prove: 'This key is mine',
  replace: 'Use the new key',
  remove: 'Stop using this key',
};

/** Asking for a sealed code, and where one is under way, entering it. */
function proof({ token }: KeyVisit, key: ListedKey, purpose: ChallengePurpose): Markup {
  const base = `/k/${token}/${key.id}`;
  const field = `code-${key.id.slice(0, 8)}-${purpose}`;
  const hidden = html`<input type="hidden" name="purpose" value="${purpose}" />`;
  if (!key.challenges.includes(purpose))
    return html`<form method="post" action="${base}/send">${hidden}<button>${ASK[purpose]}</button></form>`;
  return html`<p>
      We mailed you a code, sealed with the key. Open that mail with your mail program and enter the code here. It works
      once, for ${CHALLENGE_MINUTES} minutes.
    </p>
    <form method="post" action="${base}/enter">
      ${hidden}
      <p>
        <label for="${field}">Code</label
        ><input
          id="${field}"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          pattern="[0-9 ]*"
          maxlength="9"
          required
        />
      </p>
      <button>${ENTER[purpose]}</button>
    </form>
    <form method="post" action="${base}/send">${hidden}<button class="quiet">Send a new code</button></form>
    <p class="soft">
      Nothing there? <a href="${base}/code.eml?purpose=${purpose}" download>Download the sealed mail</a> and open it
      with the program that holds your key.
    </p>`;
}

function button({ token }: KeyVisit, key: ListedKey, what: 'cancel' | 'lost', words: string): Markup {
  return html`<form method="post" action="/k/${token}/${key.id}/${what}">
    <button class="quiet">${words}</button>
  </form>`;
}

const TEXT_AREA =
  'display:block;width:100%;padding:.5rem .75rem;border:1px solid var(--soft);border-radius:10px;background:var(--card);color:inherit;font:0.9375rem/1.4 ui-monospace,Menlo,Consolas,monospace';

function upload({ token }: KeyVisit, shown: readonly ListedKey[], told: Told | null, closed: boolean): Markup {
  const own = shown.some((key) => key.source === 'enrolled');
  const problem = told?.at === 'upload' && told.bad;
  const aria = problem ? html` aria-invalid="true" aria-describedby="upload-told"` : null;
  return html`<details${closed && !problem ? null : shown.length === 0 || problem ? html` open` : null}>
    <summary>${own ? 'Give us another key' : 'Give us your key'}</summary>
    ${problem ? say(told, 'upload') : null}
    <p>
      The public half only: a PGP public key, or your S/MIME certificate. We check that it is for your address, then mail
      you a code sealed with it.${own ? ' It takes the place of the key you have only after that is confirmed.' : null}
    </p>
    <form class="fields" method="post" action="/k/${token}/upload" enctype="multipart/form-data">
      <div class="field">
        <label for="file">File</label><input id="file" type="file" name="file" accept=".asc,.gpg,.pgp,.key,.pem,.crt,.cer,.der,.p7b,.p7c"${aria} />
      </div>
      <div class="field">
        <label for="text">Or paste it here</label
        ><textarea id="text" name="text" rows="5" spellcheck="false" autocomplete="off" style="${TEXT_AREA}"${aria}></textarea>
      </div>
      <button>Give us this key</button>
    </form>
  </details>`;
}

function say(told: Told | null, at: string): Markup | null {
  if (told?.at !== at) return null;
  return html`<p class="${told.bad ? 'bad' : 'good'}" id="${at}-told" role="${told.bad ? 'alert' : 'status'}">
    ${told.words}
  </p>`;
}

function day(at: number): string {
  return new Date(at).toLocaleDateString('en-US', { dateStyle: 'long', timeZone: 'UTC' });
}
