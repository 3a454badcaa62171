import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { readToken } from '#mail/tokens.ts';
import { findMessage } from '#store/portal/find-message.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { readSettings } from '#store/settings/read.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { findSuppressions } from '#store/suppressions/find.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { removeCommercial } from '#store/suppressions/remove.ts';
import { acceptForms } from '../portal/form-body.ts';
import { unknownLink } from '../portal/landing.ts';
import { html, sendPage } from '../portal/page.ts';
import type { Services } from '../services.ts';

const params = z.object({ token: z.string().max(256) });
const posted = z.object({ 'List-Unsubscribe': z.string().optional(), wish: z.enum(['stop', 'resume']).optional() });

/**
 * Preference page under /u. Scanners fetch links, so GET only shows; a POST from the page, or the one-click POST of
 * RFC 8058 that a mail program sends, counts at once: the next claim sees it.
 */
export function registerUnsubscribe(app: FastifyInstance, services: Services): void {
  app.register(async (scope) => {
    acceptForms(scope);
    scope.get('/u/:token', async (request, reply) => {
      const hash = await addressOf(services, request.params);
      return hash ? preferences(services, hash, request.url, reply) : unknownLink(reply);
    });
    scope.post('/u/:token', async (request, reply) => {
      const hash = await addressOf(services, request.params);
      if (!hash) return unknownLink(reply);
      const body = posted.safeParse(request.body ?? {});
      const wish = body.success ? body.data.wish : undefined;
      const oneClick = body.success && body.data['List-Unsubscribe'] === 'One-Click';
      if (!oneClick && !wish) return reply.code(400).type('text/plain').send('Nothing was changed.\n');
      if (wish === 'resume' && !oneClick) await removeCommercial(services.db.sql, hash);
      else await addSuppression(services.db.sql, hash, 'commercial', oneClick ? 'one-click' : 'preference-page');
      // A mail program wants no page, and RFC 8058 forbids a redirect.
      if (oneClick) return reply.code(200).type('text/plain').send('Unsubscribed.\n');
      return reply.redirect(request.url, 303);
    });
  });
}

/** The keyed hash of the address the message went to; null for a forged link, or a contact who is gone. */
async function addressOf(services: Services, given: unknown): Promise<Uint8Array | null> {
  const { seal, db } = services;
  const parsed = params.safeParse(given);
  const token = parsed.success ? readToken(seal, 'unsubscribe', parsed.data.token) : null;
  const message = token && (await findMessage(db.sql, token.lane, token.id));
  const contact = message && (await readContact(db.sql, seal, message));
  return contact ? suppressionHash(seal, contact.values['email']) : null;
}

async function preferences(services: Services, hash: Uint8Array, url: string, reply: FastifyReply) {
  const scopes = await findSuppressions(services.db.sql, hash);
  const { organization } = await readSettings(services.db.orm);
  const stopped = scopes.has('commercial') || scopes.has('all');
  return sendPage(reply, {
    title: 'Email preferences',
    organization: organization.name,
    body: stopped
      ? html`<p class="good" role="status">You no longer get newsletters and offers from us at this address.</p>
          <p>Messages about your own care and coverage still come, because you need them.</p>
          ${scopes.has('all') ? null : html`<form method="post" action="${url}"><input type="hidden" name="wish" value="resume" /><button class="quiet">Get them again</button></form>`}`
      : html`<p>You get newsletters and offers from ${organization.name} at this address.</p>
          <form method="post" action="${url}">
            <input type="hidden" name="wish" value="stop" /><button>Unsubscribe</button>
          </form>
          <p class="soft">
            Messages about your own care and coverage still come, because you need them. ${organization.name},
            ${organization.address}
          </p>`,
  });
}
