import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Services } from '#api/services.ts';
import type { Auth } from '#identity/auth.ts';
import { CLIENT_ADDRESS } from '#identity/limits.ts';
import { signIn } from '#identity/sign-in.ts';
import { signOut } from '#identity/sign-out.ts';
import { demoSignIns } from '#identity/demo.ts';
import { crossSiteGuard, isLoopbackHost } from './origin.ts';

const credentials = z.object({ email: z.email().max(320), password: z.string().min(1).max(512) });

/** The few doors of better-auth that are open: sign in, sign out, who am I. Everything else of it stays shut. */
export function registerAuth(app: FastifyInstance, services: Services, auth: Auth): void {
  app.register(async (scope) => {
    scope.addHook('onRequest', crossSiteGuard);
    const limited = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } };

    scope.post('/api/auth/sign-in/email', limited, async (request, reply) => {
      const given = credentials.safeParse(request.body);
      if (!given.success) throw new Failure('INVALID_INPUT');
      const answer = await signIn(services, auth, given.data, headersOf(request));
      setCookies(reply, answer.cookies);
      return { ok: true };
    });

    scope.post('/api/auth/sign-out', limited, async (request, reply) => {
      setCookies(reply, await signOut(services, auth, headersOf(request)));
      return { ok: true };
    });

    // The demo's accounts are shown only to someone at this very machine.
    scope.get('/api/auth/demo', async (request) => {
      const here = isLoopbackAddress(request.ip) && isLoopbackHost(request.headers.host ?? '');
      return { signIns: services.config.demo && here ? await demoSignIns(services) : null };
    });
  });
}

/** The request's headers as the web's `Headers`, with the socket's own peer address. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (Array.isArray(value)) for (const one of value) headers.append(name, one);
    else if (value !== undefined) headers.set(name, value);
  }
  headers.set(CLIENT_ADDRESS, request.ip);
  return headers;
}

/** Adds cookies to an answer beside those already set. */
export function setCookies(reply: FastifyReply, cookies: readonly string[]): void {
  for (const cookie of cookies) reply.header('set-cookie', cookie);
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
