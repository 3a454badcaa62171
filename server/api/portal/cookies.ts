import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';

/** A cookie's value when it has the form it must have; null for none, and for anything else. */
export function cookieOf(request: Pick<FastifyRequest, 'headers'>, name: string, form: RegExp): string | null {
  const match = new RegExp(`(?:^|;\\s*)${name}=([^;\\s]{1,200})(?:;|$)`).exec(request.headers.cookie ?? '');
  return match?.[1] !== undefined && form.test(match[1]) ? match[1] : null;
}

/**
 * Sets a cookie that only the portal sees: never readable by script, never sent from another site. Null takes it away;
 * without `days` it ends with the browser session.
 */
export function setCookie(
  { config }: Services,
  reply: FastifyReply,
  name: string,
  value: string | null,
  { days }: { days?: number } = {},
): void {
  const secure = config.publicUrl.startsWith('https:') ? '; Secure' : '';
  const age = value === null ? '; Max-Age=0' : days === undefined ? '' : `; Max-Age=${days * 86_400}`;
  reply.header('set-cookie', `${name}=${value ?? ''}; Path=/p; HttpOnly; SameSite=Strict${secure}${age}`);
}
