import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { REPLY_BYTES, REPLY_FILES, REPLY_TEXT } from '#core/portal/limits.ts';
import { setAccount, setLanguage } from '#store/portal/account.ts';
import { findPortalMessage } from '#store/portal/list.ts';
import { endSession } from '#store/portal/session.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import { doorPage, enterAtDoor, knockAtDoor } from './door.ts';
import { attachment, sealedCopy } from './downloads.ts';
import { askForCode, codeForm, landing, tryCode } from './enter-pages.ts';
import { foreign } from './foreign.ts';
import { acceptForms } from './form-body.ts';
import { inbox } from './inbox.ts';
import { unknownLink } from './landing.ts';
import { messagePage, readable } from './message-page.ts';
import { openRead } from './open-read.ts';
import { proofPage, tryProof } from './proof-pages.ts';
import { slowDown } from './refusals.ts';
import { sendReply } from './reply.ts';
import { portalLanguages } from './texts.ts';
import {
  type SignedIn,
  type Visit,
  languageOf,
  openVisit,
  sessionOf,
  setLanguageCookie,
  setSession,
  signIn,
} from './visit.ts';

type Handler<V> = (visit: V, request: FastifyRequest, reply: FastifyReply) => unknown;

/** A visitor's address may post this often: well above what a person needs, below what guessing needs. */
const POSTS = { config: { rateLimit: { max: 30, timeWindow: '10 minutes' } } };
/** What a message page asks by itself, three times a minute and tab. */
const ASKS = { config: { rateLimit: { max: 600, timeWindow: '10 minutes' } } };

const one = z.object({ token: z.string().max(256) });
const chosen = z.object({ id: z.uuid() });
const wish = z.object({ account: z.enum(['on', 'off']) });
const language = z.object({ language: z.enum(portalLanguages) });
const place = z.object({ id: z.uuid(), n: z.coerce.number().int().min(0).max(99).default(0) });

/**
 * The recipient's portal under /p. GET shows and never changes; everything that counts (asking for a code, entering
 * it, opening a message, writing) is a POST from our own page.
 */
export function registerPortal(app: FastifyInstance, services: Services): void {
  app.register(async (scope) => {
    refuseInWords(scope);
    acceptForms(scope);
    const { visiting, inside } = guards(services);

    scope.get('/p', (request, reply) => doorPage(services, request, reply));
    scope.post('/p/find', POSTS, atDoor(services, knockAtDoor));
    scope.post('/p/enter', POSTS, atDoor(services, enterAtDoor));
    scope.post('/p/language', POSTS, atDoor(services, chooseLanguage));

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
      '/p/:token/proof',
      visiting((visit, request, reply) => proofPage(services, visit, request, reply)),
    );
    scope.post(
      '/p/:token/proof',
      POSTS,
      visiting((visit, request, reply) => tryProof(services, visit, request, reply)),
    );
    scope.post(
      '/p/:token/language',
      POSTS,
      visiting(async (visit, request, reply) => {
        const body = language.safeParse(request.body);
        const known = await signIn(services, request, visit);
        if (body.success) setLanguageCookie(services, reply, body.data.language);
        if (body.success && known) await setLanguage(services.db.sql, visit.contact, body.data.language);
        return reply.redirect(known ? `/p/${visit.token}/messages` : `/p/${visit.token}`, 303);
      }),
    );

    scope.get(
      '/p/:token/messages',
      inside((visit, _request, reply) => inbox(services, visit, reply)),
    );
    scope.get(
      '/p/:token/messages/:id',
      inside(async (visit, request, reply) => {
        const row = await readable(services, visit, place.parse(request.params).id, reply);
        const sent = z.object({ sent: z.literal('1') }).safeParse(request.query).success;
        return row ? messagePage(services, visit, row, reply, { sent }) : reply;
      }),
    );
    scope.get(
      '/p/:token/messages/:id/files/:n',
      inside((visit, request, reply) => {
        const { id, n } = place.parse(request.params);
        return attachment(services, visit, reply, id, n);
      }),
    );
    scope.post(
      '/p/:token/messages/:id/sealed',
      POSTS,
      inside((visit, request, reply) => sealedCopy(services, visit, request, reply, place.parse(request.params).id)),
    );
    scope.get(
      '/p/:token/messages/:id/state',
      ASKS,
      visiting((visit, request, reply) => stateOf(services, visit, request, reply)),
    );
    scope.post(
      '/p/:token/open',
      POSTS,
      inside(async (visit, request, reply) => {
        const body = chosen.safeParse(request.body);
        if (!body.success) return unknownLink(reply, visit.language);
        return reply.redirect(await openRead(services, visit, body.data.id), 303);
      }),
    );
    scope.post(
      '/p/:token/account',
      POSTS,
      inside(async (visit, request, reply) => {
        const body = wish.safeParse(request.body);
        if (!body.success) return unknownLink(reply, visit.language);
        await setAccount(services.db.sql, visit.contact, body.data.account === 'on');
        await auditVisit(services, visit, 'portal.account', { account: body.data.account });
        return reply.redirect(`/p/${visit.token}/messages`, 303);
      }),
    );
    scope.post(
      '/p/:token/leave',
      inside(async (visit, request, reply) => {
        const hash = sessionOf(services, request, visit.contact);
        if (hash) await endSession(services.db.sql, visit.contact, hash);
        setSession(services, reply, null);
        return reply.redirect(`/p/${visit.token}`, 303);
      }),
    );
  });
  // Apart, because its forms carry files.
  app.register(async (scope) => {
    refuseInWords(scope);
    await scope.register(multipart, {
      limits: {
        files: REPLY_FILES + 1,
        fields: 4,
        fieldSize: REPLY_TEXT * 4,
        fileSize: REPLY_BYTES,
        parts: REPLY_FILES + 5,
      },
    });
    const { inside } = guards(services);
    scope.post(
      '/p/:token/messages/:id/reply',
      { ...POSTS, bodyLimit: REPLY_BYTES + (1 << 20) },
      inside((visit, request, reply) => {
        if (!request.isMultipart()) return unknownLink(reply, visit.language);
        return sendReply(services, visit, request, reply, place.parse(request.params).id);
      }),
    );
  });
}

/** What stands before every page: a link of ours, a post from our own page, and inside a session of this very contact. */
function guards(services: Services) {
  const visiting = (handle: Handler<Visit>) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.method === 'POST' && foreign(request)) return unknownLink(reply, languageOf(request));
    const params = one.safeParse(request.params);
    const visit = params.success ? await openVisit(services, request, params.data.token) : null;
    return visit ? handle(visit, request, reply) : unknownLink(reply, languageOf(request));
  };
  const inside = (handle: Handler<SignedIn>) =>
    visiting(async (visit, request, reply) => {
      const known = await signIn(services, request, visit);
      if (known) return handle(known, request, reply);
      // The page's script keeps what was written; a redirect would lose it.
      if (request.headers['x-portal'] === '1') return reply.code(401).send({ code: 'signed-out' });
      return reply.redirect(`/p/${visit.token}`, 303);
    });
  return { visiting, inside };
}

function atDoor(
  services: Services,
  handle: (services: Services, request: FastifyRequest, reply: FastifyReply) => unknown,
) {
  return async (request: FastifyRequest, reply: FastifyReply) =>
    foreign(request) ? unknownLink(reply, languageOf(request)) : handle(services, request, reply);
}

async function chooseLanguage(services: Services, request: FastifyRequest, reply: FastifyReply) {
  const body = language.safeParse(request.body);
  if (body.success) setLanguageCookie(services, reply, body.data.language);
  return reply.redirect('/p', 303);
}

/** Whether an open page may go on showing what it shows. Does not count as using the session. */
async function stateOf(services: Services, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  const known = await signIn(services, request, visit, { touch: false });
  const params = place.safeParse(request.params);
  const row = known && params.success ? await findPortalMessage(services.db.sql, visit.contact, params.data.id) : null;
  return reply.header('cache-control', 'no-store').send({ state: row?.state ?? 'signed-out' });
}

/** Nothing is kept by any cache; a malformed address or too many requests are answered in words, as a page. */
function refuseInWords(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });
  scope.setErrorHandler(async (error: unknown, request, reply) => {
    const status =
      error instanceof Failure ? 429 : error instanceof Error && 'statusCode' in error ? error.statusCode : 0;
    if (status === 429) {
      if (request.headers['x-portal'] === '1') return reply.code(429).send({ code: 'slow-down' });
      return slowDown(reply, languageOf(request));
    }
    if (error instanceof z.ZodError || (typeof status === 'number' && status >= 400 && status < 500))
      return unknownLink(reply, languageOf(request));
    throw error;
  });
}
