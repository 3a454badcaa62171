import type { FastifyReply } from 'fastify';
import { LINK_HOURS, keyPageLink } from '#mail/keys/link.ts';
import { type PortalRow, listPortalMessages } from '#store/portal/list.ts';
import { type PortalContent, openPortalContent } from '#store/portal/put.ts';
import type { Services } from '../services.ts';
import { html, sendPage } from './page.ts';
import type { Visit } from './visit.ts';

/** The signed-in contact's messages. Subjects are shown here and nowhere before. */
export async function inbox(services: Services, visit: Visit, reply: FastifyReply) {
  const rows = await listPortalMessages(services.db.sql, visit.contact);
  const items = rows.map((row) => {
    const content = row.state === 'readable' ? openPortalContent(services.seal, visit.contact, row.sealed) : null;
    const button = content
      ? html`<form method="post" action="/p/${visit.token}/open">
          <input type="hidden" name="id" value="${row.id}" /><button class="${row.readAt ? 'quiet' : ''}">
            ${row.readAt ? 'Read again' : 'Open message'}
          </button>
        </form>`
      : null;
    return html`<li>
      <strong>${content?.subject ?? GONE[row.state]}</strong><br /><span class="soft"
        >${content ? `${content.from} · ` : null}${day(row.createdAt, visit)}${row.readAt ? null : html` · <span class="good">New</span>`}</span
      >${button}
    </li>`;
  });
  const until = (await services.now()) + LINK_HOURS.portal * 3_600_000;
  const keyPage = keyPageLink(services.seal, '', visit.contact, until);
  return sendPage(reply, {
    title: 'Your messages',
    organization: visit.organization.name,
    narrow: false,
    body: html`${
        items.length > 0
          ? html`<ul>
              ${items}
            </ul>`
          : html`<p>There is no message for you here.</p>`
      }
      <p><a href="${keyPage}">How our mail reaches you</a></p>
      ${signOut(visit)}`,
  });
}

const GONE: Record<PortalRow['state'], string> = {
  readable: '',
  expired: 'This message has expired',
  recalled: 'This message was taken back by the sender',
};

/** One message, already opened by a POST, in a frame that can run nothing and reach nothing. */
export async function readMessage(services: Services, visit: Visit, id: string, reply: FastifyReply) {
  const row = (await listPortalMessages(services.db.sql, visit.contact)).find((one) => one.id === id);
  if (!row || row.state !== 'readable' || row.readAt === null) return reply.redirect(`/p/${visit.token}/messages`, 303);
  const content = openPortalContent(services.seal, visit.contact, row.sealed);
  return sendPage(reply, {
    title: content.subject,
    organization: visit.organization.name,
    narrow: false,
    body: html`<dl>
        <dt>From</dt>
        <dd>${content.from}</dd>
        <dt>Sent</dt>
        <dd>${day(row.createdAt, visit)}</dd>
        <dt>Readable until</dt>
        <dd>${day(row.expiresAt, visit)}</dd>
      </dl>
      <iframe
        title="The message"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        srcdoc="${framed(content)}"
      ></iframe>
      <details>
        <summary>Show as plain text</summary>
        <pre>${content.text}</pre>
      </details>
      <nav><a href="/p/${visit.token}/messages">All your messages</a></nav>
      ${signOut(visit)}`,
  });
}

function signOut(visit: Visit) {
  return html`<form method="post" action="/p/${visit.token}/leave"><button class="quiet">Sign out</button></form>`;
}

/** Links open outside the frame; the frame's own policy is that of the page, so it still loads nothing. */
function framed(content: PortalContent): string {
  return content.html.replace(/<a\s(?![^>]*\btarget=)/gi, '<a target="_blank" rel="noopener noreferrer" ');
}

function day(at: number, { contact }: Visit): string {
  const { timezone } = contact.values;
  const options = { dateStyle: 'long', timeStyle: 'short' } as const;
  try {
    return new Date(at).toLocaleString('en-US', {
      ...options,
      timeZone: typeof timezone === 'string' ? timezone : 'UTC',
    });
  } catch {
    return new Date(at).toLocaleString('en-US', { ...options, timeZone: 'UTC' });
  }
}
