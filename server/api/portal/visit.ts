import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSettings } from '#core/portal/settings.ts';
import type { Organization } from '#core/organization/organization.ts';
import type { Shown } from '#core/portal/proof.ts';
import { readToken } from '#mail/tokens.ts';
import { readAccount } from '#store/portal/account.ts';
import { type LinkedMessage, findMessage } from '#store/portal/find-message.ts';
import { type PortalContact, readContact } from '#store/portal/read-contact.ts';
import { readSession } from '#store/portal/session.ts';
import { readPortalSettings, readSettings } from '#store/settings/read.ts';
import type { Services } from '../services.ts';
import { cookieOf, setCookie } from './cookies.ts';
import { type PortalLanguage, acceptedLanguage } from './texts.ts';

/** Who the link in the address belongs to. Knowing the link proves nothing: content needs a session. */
export interface Visit {
  token: string;
  message: LinkedMessage;
  contact: PortalContact;
  organization: Organization;
  settings: PortalSettings;
  language: PortalLanguage;
  /** Once somebody proved who they are. */
  account: boolean;
}

/** A visit by someone who holds this contact's open session. */
export interface SignedIn extends Visit {
  shown: Shown;
}

/** What a visit needs of a request. */
type Asking = Pick<FastifyRequest, 'headers'>;

const SESSION_COOKIE = 'stepwell_portal';

/** The visit a portal link opens; null when the link is forged, or its message or contact is gone. */
export async function openVisit(services: Services, request: Asking, token: string): Promise<Visit | null> {
  const read = readToken(services.seal, 'portal', token);
  const message = read && (await findMessage(services.db.sql, read.lane, read.id));
  const contact = message && (await readContact(services.db.sql, services.seal, message));
  if (!contact) return null;
  const [{ organization }, { settings }] = await Promise.all([
    readSettings(services.db.orm),
    readPortalSettings(services.db.orm),
  ]);
  const language = languageOf(request);
  return { token, message, contact, organization, settings, language, account: false };
}

/**
 * The visit with what its session has shown; null when the browser holds no open session of this contact. Moves the idle
 * limit on, unless it only looks. From here on the person's own language counts, if they chose none in this browser.
 */
export async function signIn(
  services: Services,
  request: FastifyRequest,
  visit: Visit,
  { touch = true }: { touch?: boolean } = {},
): Promise<SignedIn | null> {
  const hash = sessionOf(services, request, visit.contact);
  const shown = hash && (await readSession(services.db.sql, visit.contact, hash, { touch }));
  if (!shown) return null;
  const { account, language } = await readAccount(services.db.sql, visit.contact);
  const own = language ?? (String(visit.contact.values['language'] ?? '').startsWith('es') ? 'es' : null);
  return { ...visit, shown, account, language: chosenLanguage(request) ?? own ?? visit.language };
}

/** A new session's secret, what is stored of it, and of the one this browser held before. */
export function newSession(services: Services, request: FastifyRequest, contact: PortalContact) {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: sessionHash(services, contact, secret), before: sessionOf(services, request, contact) };
}

/** Ends with the browser session; never readable by script, never sent from another site, only to the portal. */
export function setSession(services: Services, reply: FastifyReply, secret: string | null): void {
  setCookie(services, reply, SESSION_COOKIE, secret);
}

/** What is stored of the session this browser says it holds; null when it holds none. */
export function sessionOf(services: Services, request: FastifyRequest, contact: PortalContact): Uint8Array | null {
  const secret = cookieOf(request, SESSION_COOKIE, /^[A-Za-z0-9_-]{43}$/);
  return secret === null ? null : sessionHash(services, contact, secret);
}

function sessionHash({ seal }: Services, contact: PortalContact, secret: string): Uint8Array {
  return seal.mac('portal-session', `${contact.id}:${secret}`);
}

const LANGUAGE_COOKIE = 'stepwell_portal_language';

/** What this browser was set to, else what it says it wants. Nothing about the person. */
export function languageOf(request: Asking): PortalLanguage {
  return chosenLanguage(request) ?? acceptedLanguage(request.headers['accept-language']);
}

export function setLanguageCookie(services: Services, reply: FastifyReply, language: PortalLanguage): void {
  setCookie(services, reply, LANGUAGE_COOKIE, language, { days: 365 });
}

function chosenLanguage(request: Asking): PortalLanguage | null {
  const chosen = cookieOf(request, LANGUAGE_COOKIE, /^(en|es)$/);
  return chosen === 'en' || chosen === 'es' ? chosen : null;
}
