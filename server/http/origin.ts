import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '#core/failure.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for a name that can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.has(hostname(host));
}

/**
 * True when the Host header is one this installation answers for: the public URL's, or this machine's own names
 * while it is not in production. A page elsewhere that points its own name at us (DNS rebinding) is refused.
 */
export function knownHost(host: string | undefined, publicUrl: string, production: boolean): boolean {
  if (!host) return false;
  return host === new URL(publicUrl).host || (!production && isLoopbackHost(host));
}

/**
 * Refuses a request that another site made: one that changes something must carry our header, which no form or image
 * can send, and an Origin, where there is one, that is the host asked. A stream or other bare GET must be declared
 * same-origin by the browser.
 */
export async function crossSiteGuard(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (fromOurPages(request)) return;
  await reply.code(403).send({ error: { message: new Failure('FORBIDDEN').message, code: -32_003 } });
}

function fromOurPages(request: FastifyRequest): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined && hostOf(origin) !== host) return false;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (request.headers['x-stepwell'] === '1') return true;
  return request.method === 'GET' && site === 'same-origin';
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

function hostname(host: string): string {
  return host.replace(/:\d+$/, '');
}
