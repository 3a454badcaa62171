import type { FastifyReply } from 'fastify';
import { html, sendPage } from './page.ts';
import { type PortalLanguage, portalTexts } from './texts.ts';

/** The same for a forged link, a deleted message and a deleted contact. */
export function unknownLink(reply: FastifyReply, language: PortalLanguage = 'en'): FastifyReply {
  const t = portalTexts[language];
  return sendPage(reply, {
    title: t.unknownTitle,
    organization: t.secureMessages,
    status: 404,
    language,
    body: html`<p>${t.unknownWords}</p>`,
  });
}
