import type { FastifyReply } from 'fastify';
import type { Locked } from '#store/portal/wrong.ts';
import { html, sendPage } from './page.ts';
import { sendPortalPage, timeWords } from './portal-page.ts';
import { type PortalLanguage, portalTexts } from './texts.ts';
import type { Visit } from './visit.ts';

/** 410: there was a message, and no more is said of it. */
export function goneMessage(visit: Visit, reply: FastifyReply, state: 'expired' | 'recalled', signedIn: boolean) {
  const t = portalTexts[visit.language];
  return sendPortalPage(reply, visit, {
    title: state === 'expired' ? t.expiredTitle : t.recalledTitle,
    status: 410,
    body: html`<p>${state === 'expired' ? t.expiredWords : t.recalledWords}</p>
      <nav>
        ${signedIn ? html`<a href="/p/${visit.token}/messages">${t.allMessages}</a>` : html`<a href="/p">${t.otherMessages}</a>`}
      </nav>`,
  });
}

/** 429, with the time from which it may be tried again, or who to call. */
export function lockedOut(visit: Visit, reply: FastifyReply, until: Locked): FastifyReply {
  const t = portalTexts[visit.language];
  const words =
    until === 'staff'
      ? t.lockedStaff(visit.organization.name, visit.settings.phone)
      : t.lockedUntil(timeWords(until, visit.language, zoneOf(visit)));
  return sendPortalPage(reply, visit, { title: t.lockedTitle, status: 429, body: html`<p role="alert">${words}</p>` });
}

export function networkLocked(visit: Visit, reply: FastifyReply, until: number): FastifyReply {
  const t = portalTexts[visit.language];
  const words = t.lockedNetwork(timeWords(until, visit.language, zoneOf(visit)));
  return sendPortalPage(reply, visit, { title: t.lockedTitle, status: 429, body: html`<p role="alert">${words}</p>` });
}

export function tooManyCodes(visit: Visit, reply: FastifyReply): FastifyReply {
  const t = portalTexts[visit.language];
  return sendPortalPage(reply, visit, {
    title: t.tooManyTitle,
    status: 429,
    body: html`<p role="alert">${t.tooManyWords}</p>
      <a class="button" href="/p/${visit.token}">${t.enterCode}</a>`,
  });
}

/** Too many requests from one place. */
export function slowDown(reply: FastifyReply, language: PortalLanguage): FastifyReply {
  const t = portalTexts[language];
  return sendPage(reply, {
    title: t.slowDownTitle,
    organization: t.secureMessages,
    status: 429,
    language,
    body: html`<p role="alert">${t.slowDown}</p>`,
  });
}

/** The organization's zone: the person's own is nobody's business before they proved who they are. */
function zoneOf({ organization }: Visit): string {
  return organization.timezone;
}
