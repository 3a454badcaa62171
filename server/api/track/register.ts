import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type TokenPurpose, readToken } from '#mail/tokens.ts';
import { type LinkedMessage, findMessage } from '#store/portal/find-message.ts';
import { type SeenHit, recordHit } from '#store/portal/record-hit.ts';
import { linkOf } from '#store/templates/link-of.ts';
import { unknownLink } from '../portal/landing.ts';
import type { Services } from '../services.ts';

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const METHODS: ('GET' | 'HEAD')[] = ['GET', 'HEAD'];
const params = z.object({ token: z.string().max(256) });
const PURPOSES = ['purpose', 'x-purpose', 'sec-purpose', 'x-moz'];

/**
 * Opens and clicks. The token says which message and which link; where a click leads is read from the template
 * version, never from the address, so this redirects nowhere else. A hit that cannot be kept still gets its answer:
 * the reader comes first.
 */
export function registerTracking(app: FastifyInstance, services: Services): void {
  app.route({
    method: METHODS,
    url: '/t/o/:token',
    handler: async (request, reply) => {
      const found = await linked(services, 'open', request);
      if (found) await keep(services, found.message, seen(request, 'open', null));
      return reply
        .headers({
          'content-type': 'image/gif',
          'cache-control': 'no-store, private',
          'x-robots-tag': 'noindex',
          // A web mail program shows it on a page of its own origin.
          'cross-origin-resource-policy': 'cross-origin',
        })
        .send(PIXEL);
    },
  });

  app.route({
    method: METHODS,
    url: '/t/c/:token',
    handler: async (request, reply) => {
      const found = await linked(services, 'click', request);
      const version = found?.message.templateVersionId;
      if (!found || !version || !/^\d{1,4}$/.test(found.extra ?? '')) return unknownLink(reply);
      const link = await linkOf(services.db.sql, version, Number(found.extra));
      if (!link || !/^https?:\/\//i.test(link.url)) return unknownLink(reply);
      await keep(services, found.message, seen(request, 'click', link.label));
      return leadTo(reply, link.url);
    },
  });
}

function leadTo(reply: FastifyReply, url: string): FastifyReply {
  return reply
    .code(302)
    .headers({
      location: url,
      'cache-control': 'no-store, private',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    })
    .send();
}

async function linked(
  services: Services,
  purpose: TokenPurpose,
  request: FastifyRequest,
): Promise<{ message: LinkedMessage; extra: string | null } | null> {
  const given = params.safeParse(request.params);
  const token = given.success ? readToken(services.seal, purpose, given.data.token) : null;
  const message = token && (await findMessage(services.db.sql, token.lane, token.id));
  return message ? { message, extra: token.extra } : null;
}

function seen(request: FastifyRequest, kind: 'open' | 'click', link: string | null): SeenHit {
  const purposes = PURPOSES.flatMap((name) => request.headers[name] ?? []);
  return { kind, link, method: request.method, userAgent: request.headers['user-agent'] ?? null, purposes };
}

async function keep(services: Services, message: LinkedMessage, hit: SeenHit): Promise<void> {
  try {
    await recordHit(services.db.sql, message, hit, services.newId);
  } catch (error) {
    services.log.error({ err: error, messageId: message.id, kind: hit.kind }, 'a hit could not be kept');
  }
}
