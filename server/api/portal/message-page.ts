import type { FastifyReply } from 'fastify';
import { mayRead } from '#core/portal/proof.ts';
import { REPLY_TEXT } from '#core/portal/limits.ts';
import { fileKinds } from '#core/portal/file-kinds.ts';
import { type PortalContent, openPortalContent } from '#store/portal/content.ts';
import { listPortalFiles } from '#store/portal/files.ts';
import { type PortalRow, findPortalMessage } from '#store/portal/list.ts';
import { readThread } from '#store/replies/thread.ts';
import type { Services } from '../services.ts';
import { signOut } from './inbox.ts';
import { type Markup, html } from './page.ts';
import { momentWords, sendPortalPage } from './portal-page.ts';
import { goneMessage } from './refusals.ts';
import { portalTexts } from './texts.ts';
import type { SignedIn } from './visit.ts';

/** What stands in a form that was sent and not taken: given back, so that nothing has to be written again. */
export interface Draft {
  text: string;
  problem: string;
}

/** What the page is shown with besides the message. */
export interface Shown {
  draft?: Draft | undefined;
  /** A reply was just sent. */
  sent?: boolean | undefined;
  fileProblem?: string | undefined;
}

/** A message this session may read and that was opened by a POST; else the answer that says why not. */
export async function readable(
  services: Services,
  visit: SignedIn,
  id: string,
  reply: FastifyReply,
): Promise<PortalRow | null> {
  const row = await findPortalMessage(services.db.sql, visit.contact, id);
  if (row && row.state !== 'readable') goneMessage(visit, reply, row.state, true);
  else if (row && !mayRead(row, visit.shown)) reply.redirect(`/p/${visit.token}/proof?m=${row.id}`, 303);
  else if (!row || row.readAt === null) reply.redirect(`/p/${visit.token}/messages`, 303);
  else return row;
  return null;
}

/** One message, already opened by a POST, in a frame that can run nothing and reach nothing. */
export async function messagePage(
  services: Services,
  visit: SignedIn,
  row: PortalRow,
  reply: FastifyReply,
  shown: Shown = {},
) {
  const t = portalTexts[visit.language];
  const { sql } = services.db;
  const content = openPortalContent(services.seal, visit.contact, row.sealed);
  const [files, thread] = await Promise.all([
    listPortalFiles(sql, services.seal, visit.contact, row.id),
    readThread(sql, services.seal, visit.contact, row.messageId),
  ]);
  const base = `/p/${visit.token}/messages/${row.id}`;
  const written = thread.filter((one) => one.kind === 'reply' && one.source === 'portal');
  return sendPortalPage(reply, visit, {
    title: content.subject,
    narrow: false,
    status: shown.draft || shown.fileProblem ? 400 : 200,
    body: html`<dl>
        <dt>${t.from}</dt>
        <dd>${content.from}</dd>
        <dt>${t.sent}</dt>
        <dd>${momentWords(row.createdAt, visit)}</dd>
        <dt>${t.readableUntil}</dt>
        <dd>${momentWords(row.expiresAt, visit)}</dd>
      </dl>
      <div
        data-live="${base}/state"
        data-expired="${t.expiredTitle} ${t.expiredWords}"
        data-recalled="${t.recalledTitle} ${t.recalledWords}"
      >
        <iframe
          data-fit
          title="${t.theMessage}"
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          srcdoc="${framed(content)}"
        ></iframe>
        ${attachments(visit, base, files)}
        <details>
          <summary>${t.plainText}</summary>
          <pre>${content.text}</pre>
        </details>
      </div>
      ${
        written.length > 0
          ? html`<section aria-labelledby="written">
              <h2 id="written">${t.youWrote}</h2>
              <ul>
                ${written.map(
                  (one) =>
                    html`<li>
                      <span class="soft">${momentWords(one.at, visit)}</span>
                      <p class="said">${one.text}</p>
                      ${one.files.map(({ name }) => html`<p class="soft">${name}</p>`)}
                    </li>`,
                )}
              </ul>
            </section>`
          : null
      }
      ${replyForm(visit, base, services.newId(), shown)} ${fileForm(visit, base, shown.fileProblem)}
      <section>
        <nav>
          <p><a href="/p/${visit.token}/messages">${t.allMessages}</a></p>
        </nav>
        ${signOut(visit)}
      </section>`,
  });
}

function attachments(
  visit: SignedIn,
  base: string,
  files: readonly { n: number; name: string; bytes: number }[],
): Markup | null {
  if (files.length === 0) return null;
  const t = portalTexts[visit.language];
  return html`<h2>${t.attached}</h2>
    <ul class="files">
      ${files.map(({ n, name, bytes }) => html`<li><a href="${base}/files/${n}" download>${name} (${sizeWords(bytes)})</a></li>`)}
    </ul>`;
}

/** Kept in the page only: no draft of it is ever written to the device. */
function replyForm(visit: SignedIn, base: string, id: string, { draft, sent }: Shown): Markup {
  const t = portalTexts[visit.language];
  const accept = fileKinds.flatMap(({ endings }) => endings.map((one) => `.${one}`)).join(',');
  return html`<section aria-labelledby="reply">
    <h2 id="reply">${t.replyTitle}</h2>
    ${sent ? html`<p class="note good" role="status" data-done>${t.replyDone}</p>` : null}
    <p class="soft">${t.replyWords}</p>
    <form
      method="post"
      enctype="multipart/form-data"
      action="${base}/reply"
      data-reply
      data-sending="${t.replySending}"
      data-offline="${t.replyOffline}"
      data-signed-out="${t.replySignedOut}"
      data-failed="${t.replyFailed}"
    >
      <input type="hidden" name="reply" value="${id}" />
      <p>
        <label for="text">${t.replyLabel}</label
        ><textarea
          id="text"
          name="text"
          maxlength="${REPLY_TEXT}"
          required${draft ? html` aria-invalid="true" aria-describedby="reply-problem"` : null}
        >
${draft?.text}</textarea>
      </p>
      <p>
        <label for="files">${t.replyFiles}</label
        ><input id="files" name="files" type="file" multiple accept="${accept}" />
      </p>
      <p class="bad" id="reply-problem" role="alert" ${draft ? null : html` hidden`}>${draft?.problem}</p>
      <button>${t.replySend}</button>
    </form>
  </section>`;
}

function fileForm(visit: SignedIn, base: string, problem: string | undefined): Markup {
  const t = portalTexts[visit.language];
  const described = problem ? html` aria-invalid="true" aria-describedby="file-problem"` : null;
  return html`<section aria-labelledby="save">
    <details${problem ? html` open` : null}>
      <summary id="save">${t.fileTitle}</summary>
      <p class="soft">${t.fileWords}</p>
      <form method="post" action="${base}/sealed" autocomplete="off">
        <p>
          <label for="passphrase">${t.passphrase}</label
          ><input class="plain" id="passphrase" name="passphrase" type="password" autocomplete="new-password" maxlength="200" required${described} />
        </p>
        <p>
          <label for="again">${t.passphraseAgain}</label
          ><input class="plain" id="again" name="again" type="password" autocomplete="new-password" maxlength="200" required${described} />
        </p>
        ${problem ? html`<p class="bad" id="file-problem" role="alert">${problem}</p>` : null}
        <button class="quiet">${t.fileSave}</button>
      </form>
    </details>
  </section>`;
}

/**
 * Links open outside the frame; the frame's own policy is that of the page, so it still loads nothing. Mail is written for
 * a light page: in the dark, a browser would lighten its links and nothing else.
 */
function framed(content: PortalContent): string {
  const light = '<style>:root{color-scheme:only light}</style>';
  const page = content.html.replace(/<a\s(?![^>]*\btarget=)/gi, '<a target="_blank" rel="noopener noreferrer" ');
  return /<\/head>/i.test(page) ? page.replace(/<\/head>/i, `${light}$&`) : light + page;
}

function sizeWords(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}
