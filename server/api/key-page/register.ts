import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { deliveryChoices } from '#core/keys/life.ts';
import { MAX_KEY_BYTES } from '#store/recipient-keys/checked.ts';
import { readChallenge } from '#store/recipient-keys/challenge.ts';
import { foreign } from '../portal/foreign.ts';
import { proofMail } from '../recipient-keys/proof-mail.ts';
import type { Services } from '../services.ts';
import { acting, choose, end, enter, give, send } from './act.ts';
import { keyPage } from './page.ts';
import { readUpload } from './read-upload.ts';
import { type KeyVisit, linkOver, openKeyVisit } from './visit.ts';
import { refusalWords } from './words.ts';

type Handler = (visit: KeyVisit, request: FastifyRequest, reply: FastifyReply, keyId: string) => unknown;

/** From one address: well above what a person needs, below what guessing a code needs. */
const GETS = { config: { rateLimit: { max: 120, timeWindow: '10 minutes' } } };
const POSTS = { config: { rateLimit: { max: 40, timeWindow: '10 minutes' } } };
/** Fields of our own small forms, bytes. */
const SMALL = 4 << 10;

const params = z.object({ token: z.string().max(256), key: z.uuid().optional() });
const purpose = z.enum(['prove', 'replace', 'remove']);
const chosen = z.object({ delivery: z.enum(deliveryChoices) });
const asked = z.object({ purpose });
const entered = z.object({ purpose, code: z.string().max(40) });

/**
 * The recipient's own page under /k: they choose how mail reaches them, give a key, show that they hold it, and remove it.
 * GET only shows. The link is the secret, so a post needs it, and one from another site's page is refused as well.
 */
export async function registerKeyPage(app: FastifyInstance, services: Services): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: SMALL },
      async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
    );
    await scope.register(multipart, {
      limits: { files: 1, fields: 2, parts: 3, fileSize: MAX_KEY_BYTES, fieldSize: MAX_KEY_BYTES },
    });
    const visiting = (handle: Handler) => async (request: FastifyRequest, reply: FastifyReply) => {
      if (request.method === 'POST' && foreign(request)) return linkOver(reply);
      const given = params.safeParse(request.params);
      const visit = given.success ? await openKeyVisit(services, given.data.token) : null;
      return visit ? handle(visit, request, reply, given.data?.key ?? '') : linkOver(reply);
    };

    scope.get(
      '/k/:token',
      GETS,
      visiting((visit, _request, reply) => keyPage(visit, reply)),
    );
    scope.post(
      '/k/:token/choice',
      POSTS,
      visiting((visit, request, reply) => {
        const body = chosen.safeParse(request.body);
        if (!body.success) return keyPage(visit, reply, { at: 'choice', words: 'Choose one of the three.', bad: true });
        return acting(services, visit, reply, 'choice', choose(visit.contact, body.data.delivery));
      }),
    );
    scope.post(
      '/k/:token/upload',
      { ...POSTS, bodyLimit: 4 * MAX_KEY_BYTES },
      visiting(async (visit, request, reply) => {
        const material = await readUpload(request).catch((error: unknown) => {
          if (error instanceof Failure) return error;
          throw error;
        });
        if (material instanceof Failure)
          return keyPage(visit, reply, { at: 'upload', words: refusalWords(material.details['problem']), bad: true });
        if (material.length === 0)
          return keyPage(visit, reply, { at: 'upload', words: 'Choose a file, or paste the key.', bad: true });
        return acting(services, visit, reply, 'upload', give(visit.contact, material));
      }),
    );
    scope.post(
      '/k/:token/:key/send',
      POSTS,
      visiting((visit, request, reply, keyId) => {
        const body = asked.safeParse(request.body);
        if (!body.success) return linkOver(reply);
        return acting(services, visit, reply, keyId, send(visit.contact, keyId, body.data.purpose));
      }),
    );
    scope.post(
      '/k/:token/:key/enter',
      POSTS,
      visiting((visit, request, reply, keyId) => {
        const body = entered.safeParse(request.body);
        if (!body.success) return linkOver(reply);
        return acting(services, visit, reply, keyId, enter(visit.contact, keyId, body.data));
      }),
    );
    scope.post(
      '/k/:token/:key/cancel',
      POSTS,
      visiting((visit, _request, reply, keyId) =>
        acting(services, visit, reply, keyId, end(visit.contact, keyId, 'cancelled')),
      ),
    );
    scope.post(
      '/k/:token/:key/lost',
      POSTS,
      visiting((visit, _request, reply, keyId) =>
        acting(services, visit, reply, keyId, end(visit.contact, keyId, 'reported-lost')),
      ),
    );
    scope.get(
      '/k/:token/:key/code.eml',
      GETS,
      visiting((visit, request, reply, keyId) => sealedMail(services, visit, request, reply, keyId)),
    );
  });
}

/** The same mail that is sent, as a file: for whoever's mail program does not open it where it arrives. */
async function sealedMail(
  services: Services,
  { contact }: KeyVisit,
  request: FastifyRequest,
  reply: FastifyReply,
  keyId: string,
): Promise<FastifyReply> {
  const query = asked.safeParse(request.query);
  const address = contact.values['email'];
  if (!query.success || typeof address !== 'string') return linkOver(reply);
  const challenge = await readChallenge(services, contact, { keyId, purpose: query.data.purpose });
  const made = challenge && (await proofMail(services, { ...contact, address }, challenge));
  if (!made) return linkOver(reply);
  return reply
    .type('message/rfc822')
    .headers({
      'content-disposition': 'attachment; filename="code.eml"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(made.sealed.bytes);
}
