import type { FastifyReply } from 'fastify';
import { mayRead } from '#core/portal/proof.ts';
import { openPortalContent } from '#store/portal/content.ts';
import { LINK_HOURS, keyPageLink } from '#mail/keys/link.ts';
import { type PortalRow, listPortalMessages } from '#store/portal/list.ts';
import type { Services } from '../services.ts';
import { html } from './page.ts';
import { momentWords, sendPortalPage } from './portal-page.ts';
import { portalTexts } from './texts.ts';
import type { SignedIn } from './visit.ts';

/** The signed-in contact's messages. Subjects are shown here and nowhere before, and only of what this session may read. */
export async function inbox(services: Services, visit: SignedIn, reply: FastifyReply) {
  const t = portalTexts[visit.language];
  const rows = await listPortalMessages(services.db.sql, visit.contact);
  const until = (await services.now()) + LINK_HOURS.portal * 3_600_000;
  const keyPage = keyPageLink(services.seal, '', visit.contact, until);
  return sendPortalPage(reply, visit, {
    title: t.inboxTitle,
    narrow: false,
    body: html`${
        rows.length > 0
          ? html`<ul>
              ${rows.map((row) => item(services, visit, row))}
            </ul>`
          : html`<p>${t.inboxEmpty}</p>`
      }
      <nav><a href="${keyPage}">${t.keyPage}</a></nav>
      ${account(services, visit)}${signOut(visit)}`,
  });
}

function item(services: Services, visit: SignedIn, row: PortalRow) {
  const t = portalTexts[visit.language];
  const readable = row.state === 'readable';
  const content =
    readable && mayRead(row, visit.shown) ? openPortalContent(services.seal, visit.contact, row.sealed) : null;
  const title =
    content?.subject ?? { readable: t.protectedMessage, expired: t.expiredTitle, recalled: t.recalledTitle }[row.state];
  const from = content ? html`${content.from} · ` : null;
  const fresh = readable && row.readAt === null ? html` · <span class="good">${t.isNew}</span>` : null;
  const answer = row.replyId ? html`<br /><span class="soft">${t.answerFrom}</span>` : null;
  // The button names its message for those who hear the page.
  const button = readable
    ? html`<form method="post" action="/p/${visit.token}/open">
        <input type="hidden" name="id" value="${row.id}" /><button
          class="${row.readAt ? 'quiet' : ''}"
          aria-describedby="about-${row.id}"
        >
          ${row.readAt ? t.again : t.open}
        </button>
      </form>`
    : null;
  return html`<li>
    <strong id="about-${row.id}">${title}</strong>${answer}<br /><span class="soft"
      >${from}${momentWords(row.createdAt, visit)}${fresh}</span
    >${button}
  </li>`;
}

/** An account is a choice: with one, the person comes in by their address when no link is at hand. */
function account({ config }: Services, visit: SignedIn) {
  const t = portalTexts[visit.language];
  const address = `${config.publicUrl.replace(/^https?:\/\//, '').replace(/\/+$/, '')}/p`;
  return html`<section aria-labelledby="account">
    <h2 id="account">${t.accountTitle}</h2>
    <p class="soft">${visit.account ? t.accountHas(address) : t.accountWords(address)}</p>
    <form method="post" action="/p/${visit.token}/account">
      <input type="hidden" name="account" value="${visit.account ? 'off' : 'on'}" /><button class="quiet">
        ${visit.account ? t.accountOff : t.accountOn}
      </button>
    </form>
  </section>`;
}

export function signOut(visit: SignedIn) {
  return html`<form method="post" action="/p/${visit.token}/leave">
    <button class="quiet">${portalTexts[visit.language].signOut}</button>
  </form>`;
}
