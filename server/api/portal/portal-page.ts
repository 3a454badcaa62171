import type { FastifyReply } from 'fastify';
import { type Markup, type PageContent, html, sendPage } from './page.ts';
import { type PortalLanguage, portalTexts } from './texts.ts';
import type { Visit } from './visit.ts';

type Content = Omit<PageContent, 'organization' | 'language' | 'script' | 'aside'>;

/** A page of the portal in the visitor's language, with the way to the other one. */
export function sendPortalPage(reply: FastifyReply, visit: Visit, content: Content): FastifyReply {
  const { language, organization, token } = visit;
  const aside = languageLink(language, `/p/${token}/language`);
  return sendPage(reply, { ...content, organization: organization.name, language, script: true, aside });
}

/** As above, where there is no link yet. */
export function sendDoorPage(
  reply: FastifyReply,
  { language, organization }: { language: PortalLanguage; organization: string },
  content: Content,
): FastifyReply {
  const aside = languageLink(language, '/p/language');
  return sendPage(reply, { ...content, organization, language, script: true, aside });
}

/** A press, not a link: following links changes nothing here. */
function languageLink(language: PortalLanguage, action: string): Markup {
  const other = language === 'en' ? 'es' : 'en';
  return html`<form method="post" action="${action}" class="language">
    <input type="hidden" name="language" value="${other}" /><button class="link" lang="${other}">
      ${portalTexts[language].otherLanguage}
    </button>
  </form>`;
}

/** A moment in the contact's own time zone, written in the language of the page. */
export function momentWords(at: number, { contact, language }: Pick<Visit, 'contact' | 'language'>): string {
  const { timezone } = contact.values;
  const { locale } = portalTexts[language];
  const options = { dateStyle: 'long', timeStyle: 'short' } as const;
  try {
    const timeZone = typeof timezone === 'string' ? timezone : 'UTC';
    return new Date(at).toLocaleString(locale, { ...options, timeZone });
  } catch {
    return new Date(at).toLocaleString(locale, { ...options, timeZone: 'UTC' });
  }
}

/** A time of today or tomorrow, with its zone: when something that is refused now may be tried again. */
export function timeWords(at: number, language: PortalLanguage, zone: string): string {
  const options = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;
  // Rounded up: at the minute told, it is open.
  const minute = Math.ceil(at / 60_000) * 60_000;
  return new Date(minute).toLocaleTimeString(portalTexts[language].locale, { ...options, timeZone: zone });
}
