import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readToken } from '#mail/tokens.ts';
import { type LinkedMessage, findMessage } from '#store/portal/find-message.ts';
import { type PortalContact, readContact } from '#store/portal/read-contact.ts';
import { touchSession } from '#store/portal/session.ts';
import { readSettings } from '#store/settings/read.ts';
import type { Services } from '../services.ts';

/** Who the link in the address belongs to. Knowing the link proves nothing: content needs `signedIn`. */
export interface Visit {
  token: string;
  message: LinkedMessage;
  contact: PortalContact;
  organization: { name: string; address: string };
}

export const IDLE_MINUTES = 15;
const LIMITS = { idleMinutes: IDLE_MINUTES, longestHours: 8 };
const COOKIE = 'stepwell_portal';

/** The visit a portal link opens; null when the link is forged, or its message or contact is gone. */
export async function openVisit(services: Services, token: string): Promise<Visit | null> {
  const read = readToken(services.seal, 'portal', token);
  const message = read && (await findMessage(services.db.sql, read.lane, read.id));
  const contact = message && (await readContact(services.db.sql, services.seal, message));
  if (!contact) return null;
  const { organization } = await readSettings(services.db.orm);
  return { token, message, contact, organization };
}

/** True when the browser holds this contact's open session. Every true answer moves the idle limit on. */
export async function signedIn(services: Services, request: FastifyRequest, contact: PortalContact): Promise<boolean> {
  const secret = cookieOf(request);
  if (!secret) return false;
  return touchSession(services.db.sql, contact, sessionHash(services, contact, secret), LIMITS);
}

/** A new session's secret, and what is stored of it. */
export function newSession(services: Services, contact: PortalContact): { secret: string; hash: Uint8Array } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: sessionHash(services, contact, secret) };
}

/** Ends with the browser session; never readable by script, never sent from another site, only to the portal. */
export function setSession(services: Services, reply: FastifyReply, secret: string | null): void {
  const secure = services.config.publicUrl.startsWith('https:') ? '; Secure' : '';
  const gone = secret === null ? '; Max-Age=0' : '';
  reply.header('set-cookie', `${COOKIE}=${secret ?? ''}; Path=/p; HttpOnly; SameSite=Strict${secure}${gone}`);
}

function sessionHash({ seal }: Services, contact: PortalContact, secret: string): Uint8Array {
  return seal.mac('portal-session', `${contact.id}:${secret}`);
}

function cookieOf(request: FastifyRequest): string | null {
  const match = new RegExp(`(?:^|;\\s*)${COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`).exec(request.headers.cookie ?? '');
  return match?.[1] ?? null;
}
