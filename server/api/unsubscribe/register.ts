import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { readToken } from '#mail/tokens.ts';
import { appendAudit } from '#store/audit/append.ts';
import { ingestEvents } from '#store/events/ingest.ts';
import { type LinkedMessage, findMessage } from '#store/portal/find-message.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { senderOfMessage } from '#store/senders/of-message.ts';
import { readSettings } from '#store/settings/read.ts';
import { type SuppressionScope, addSuppression } from '#store/suppressions/add.ts';
import { findSuppressions } from '#store/suppressions/find.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { removeCommercial } from '#store/suppressions/remove.ts';
import { transact } from '#store/transact.ts';
import { acceptForms } from '../portal/form-body.ts';
import { unknownLink } from '../portal/landing.ts';
import type { Services } from '../services.ts';
import { type Standing, sendPreferences } from './preferences.ts';
import { languageOf } from './words.ts';

const params = z.object({ token: z.string().max(256) });
const wish = z.enum(['stop', 'resume', 'stop-sender', 'resume-sender']);
const posted = z.object({ 'List-Unsubscribe': z.string().optional(), wish: wish.optional() });

/**
 * Preference page under /u. Scanners fetch links, so GET only shows; a POST from the page, or the one-click POST of
 * RFC 8058 that a mail program sends, counts at once: the next claim sees it.
 */
export function registerUnsubscribe(app: FastifyInstance, services: Services): void {
  app.register(async (scope) => {
    acceptForms(scope);
    scope.get('/u/:token', async (request, reply) => {
      const who = await readerOf(services, request.params);
      return who ? show(services, who, request.url, reply) : unknownLink(reply);
    });
    scope.post('/u/:token', async (request, reply) => {
      const who = await readerOf(services, request.params);
      if (!who) return unknownLink(reply);
      const body = posted.safeParse(request.body ?? {});
      const oneClick = body.success && body.data['List-Unsubscribe'] === 'One-Click';
      // What a mail program sends is a wish to stop, whatever else is in it.
      const wanted = oneClick ? 'stop' : body.success ? body.data.wish : undefined;
      if (!wanted) return reply.code(400).type('text/plain').send('Nothing was changed.\n');
      await fulfil(services, who, wanted, oneClick ? 'one-click' : 'preference-page');
      // A mail program wants no page, and RFC 8058 forbids a redirect.
      if (oneClick) return reply.code(200).type('text/plain').send('Unsubscribed.\n');
      return reply.redirect(request.url, 303);
    });
  });
}

/** Whose preferences a link opens. */
interface Reader {
  message: LinkedMessage;
  hash: Uint8Array;
  language: ReturnType<typeof languageOf>;
  sender: { id: string; name: string } | null;
}

/** Null for a forged link, or a contact who is gone. */
async function readerOf({ seal, db }: Services, given: unknown): Promise<Reader | null> {
  const parsed = params.safeParse(given);
  const token = parsed.success ? readToken(seal, 'unsubscribe', parsed.data.token) : null;
  const message = token && (await findMessage(db.sql, token.lane, token.id));
  const contact = message && (await readContact(db.sql, seal, message));
  const hash = contact && suppressionHash(seal, contact.values['email']);
  if (!message || !hash) return null;
  const sender = await senderOfMessage(db.sql, message);
  return { message, hash, sender, language: languageOf(contact.values['language']) };
}

/** Writes a wish down, with what the timeline and the audit log say of it. */
async function fulfil(
  { db, newId }: Services,
  { message, hash, sender }: Reader,
  wanted: z.infer<typeof wish>,
  by: 'one-click' | 'preference-page',
): Promise<void> {
  const scope: SuppressionScope = wanted.endsWith('-sender') && sender ? `sender:${sender.id}` : 'commercial';
  const stops = wanted.startsWith('stop');
  await transact(db, async ({ sql, orm }) => {
    const { lane, contactId, journeyId, step, template, id } = message;
    if (stops) {
      const about = { lane, contactId, journeyId, step, template, messageId: id };
      await ingestEvents(sql, [{ ...about, id: newId(), kind: 'unsubscribe', dedupe: `unsubscribe:${id}:${scope}` }]);
      await addSuppression(sql, hash, scope, by);
    } else await removeCommercial(sql, hash, scope === 'commercial' ? null : (sender?.id ?? null));
    await appendAudit(orm, {
      actor: `recipient:${contactId}`,
      action: stops ? 'suppression.add' : 'suppression.lift',
      subject: `contact:${contactId}`,
      details: { scope, by, message: id },
    });
  });
}

async function show(services: Services, { hash, sender, language }: Reader, url: string, reply: FastifyReply) {
  const scopes = await findSuppressions(services.db.sql, hash);
  const { organization } = await readSettings(services.db.orm);
  const standing: Standing = scopes.has('all')
    ? 'suppressed'
    : scopes.has('commercial')
      ? 'stopped'
      : sender && scopes.has(`sender:${sender.id}`)
        ? 'sender-stopped'
        : 'gets';
  return sendPreferences(reply, { organization, language, standing, sender: sender?.name ?? null, url });
}
