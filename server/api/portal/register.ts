import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { endSession } from '#store/portal/session.ts';
import type { Services } from '../services.ts';
import { askForCode, codeForm, tryCode } from './code-pages.ts';
import { foreign } from './foreign.ts';
import { acceptForms } from './form-body.ts';
import { inbox, readMessage } from './inbox.ts';
import { landing, unknownLink } from './landing.ts';
import { openRead } from './open-message.ts';
import { type Visit, openVisit, setSession, signedIn } from './visit.ts';

type Handler = (visit: Visit, request: FastifyRequest, reply: FastifyReply) => unknown;

/** A visitor's address may post this often: well above what a person needs, below what guessing needs. */
const POSTS = { config: { rateLimit: { max: 30, timeWindow: '10 minutes' } } };
const chosen = z.object({ id: z.uuid() });
const one = z.object({ token: z.string().max(256), id: z.uuid().optional() });

/**
 * The recipient's portal under /p. GET shows and never changes; everything that counts (asking for a code, entering
 * it, opening a message) is a POST from our own page.
 */
export function registerPortal(app: FastifyInstance, services: Services): void {
  app.register(async (scope) => {
    acceptForms(scope);
    const visiting = (handle: Handler) => async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.method === 'POST' && foreign(request)) return unknownLink(reply);
      const params = one.safeParse(request.params);
      const visit = params.success ? await openVisit(services, params.data.token) : null;
      return visit ? handle(visit, request, reply) : unknownLink(reply);
    };
    const inside = (handle: Handler) =>
      visiting(async (visit, request, reply) =>
        (await signedIn(services, request, visit.contact))
          ? handle(visit, request, reply)
          : reply.redirect(`/p/${visit.token}`, 303),
      );

    scope.get(
      '/p/:token',
      visiting((visit, request, reply) => landing(services, visit, request, reply)),
    );
    scope.get(
      '/p/:token/code',
      visiting((visit, _request, reply) => codeForm(visit, reply)),
    );
    scope.post(
      '/p/:token/code',
      POSTS,
      visiting((visit, request, reply) => askForCode(services, visit, request, reply)),
    );
    scope.post(
      '/p/:token/enter',
      POSTS,
      visiting((visit, request, reply) => tryCode(services, visit, request, reply)),
    );
    scope.get(
      '/p/:token/messages',
      inside((visit, _request, reply) => inbox(services, visit, reply)),
    );
    scope.get(
      '/p/:token/messages/:id',
      inside((visit, request, reply) => readMessage(services, visit, one.parse(request.params).id ?? '', reply)),
    );
    scope.post(
      '/p/:token/open',
      POSTS,
      inside(async (visit, request, reply) => {
        const body = chosen.safeParse(request.body);
        if (!body.success) return unknownLink(reply);
        return reply.redirect(await openRead(services, visit, body.data.id), 303);
      }),
    );
    scope.post(
      '/p/:token/leave',
      inside(async (visit, _request, reply) => {
        await endSession(services.db.sql, visit.contact);
        setSession(services, reply, null);
        return reply.redirect(`/p/${visit.token}`, 303);
      }),
    );
  });
}
