import type { FastifyReply } from 'fastify';
import type { Organization } from '#core/organization/organization.ts';
import { html, sendPage } from '../portal/page.ts';
import { type Language, wordsIn } from './words.ts';

/** What an address gets: everything, not this sender's, no marketing, or nothing at all. */
export type Standing = 'gets' | 'sender-stopped' | 'stopped' | 'suppressed';

/** The page on which a recipient sees and changes what may be sent. It never says whose address it is. */
export function sendPreferences(
  reply: FastifyReply,
  {
    organization,
    language,
    standing,
    sender,
    url,
  }: { organization: Organization; language: Language; standing: Standing; sender: string | null; url: string },
): FastifyReply {
  const words = wordsIn(language);
  const button = (wish: string, label: string, quiet = false) =>
    html`<form method="post" action="${url}"><input type="hidden" name="wish" value="${wish}" /><button${quiet ? html` class="quiet"` : null}>${label}</button></form>`;
  const say = {
    gets: words.gets(organization.name),
    'sender-stopped': words.chosen(sender ?? organization.name),
    stopped: words.stopped,
    suppressed: words.suppressed,
  }[standing];
  const changed = standing === 'stopped' || standing === 'sender-stopped';
  return sendPage(reply, {
    title: words.title,
    organization: organization.name,
    language,
    body: html`<p${changed ? html` class="good" role="status"` : null}>${say}</p>
      ${standing === 'gets' && sender ? button('stop-sender', words.stopSender(sender)) : null}
      ${standing === 'sender-stopped' && sender ? button('resume-sender', words.resumeSender(sender), true) : null}
      ${standing === 'gets' || standing === 'sender-stopped' ? button('stop', words.stopAll) : null}
      ${standing === 'stopped' ? button('resume', words.resumeAll, true) : null}
      <p class="soft">${standing === 'suppressed' ? null : words.care} ${organization.name}, ${organization.address}</p>`,
  });
}
