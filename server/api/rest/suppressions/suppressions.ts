import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { findSuppressions } from '#store/suppressions/find.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { removeCommercial } from '#store/suppressions/remove.ts';
import { transact } from '#store/transact.ts';
import type { Services } from '../../services.ts';
import { defineRoute } from '../route.ts';

const email = z.string().min(3).max(320);
const scope = z.enum(['all', 'commercial']).describe('`all`: no mail at all; `commercial`: unsubscribed');
const scopes = z.object({
  scopes: z
    .array(z.string())
    .describe('Empty: the address may be mailed. `all`, `commercial`, or `sender:ID` for one sender’s marketing'),
});

export const addSuppressionRoute = defineRoute({
  operation: 'suppressions.add',
  method: 'POST',
  path: '/suppressions',
  scope: 'suppressions:write',
  summary: 'Stop mail to an address; it holds for the very next send',
  description: 'Kept as a keyed hash, so it outlives the contact without naming them. Asking again changes nothing.',
  body: z.strictObject({ email, scope, reason: z.string().regex(/^[A-Za-z0-9_ -]{1,60}$/, 'a short word or two') }),
  response: scopes,
  handler: async (context, { body }) =>
    transact(context.db, async (tx) => {
      const hash = hashOf(context, body.email);
      await addSuppression(tx.sql, hash, body.scope, body.reason);
      await context.audit(tx.orm, {
        action: 'suppression.add',
        subject: `suppression:${Buffer.from(hash).toString('hex')}`,
        details: { scope: body.scope },
      });
      return { scopes: [...(await findSuppressions(tx.sql, hash))] };
    }),
});

export const checkSuppression = defineRoute({
  operation: 'suppressions.check',
  method: 'POST',
  path: '/suppressions/check',
  scope: 'suppressions:read',
  summary: 'Whether an address is suppressed',
  description: 'A POST, because an address must not stand in a URL.',
  body: z.strictObject({ email }),
  response: scopes,
  asks: true,
  readsPhi: true,
  handler: async (context, { body }) => {
    const hash = hashOf(context, body.email);
    await context.audit(context.db.orm, {
      action: 'suppression.check',
      subject: `suppression:${Buffer.from(hash).toString('hex')}`,
    });
    return { scopes: [...(await findSuppressions(context.db.sql, hash))] };
  },
});

export const liftUnsubscribe = defineRoute({
  operation: 'suppressions.lift',
  method: 'POST',
  path: '/suppressions/lift',
  scope: 'suppressions:write',
  summary: "Take back an unsubscribe, at the recipient's own wish",
  description: 'Of all marketing, one sender’s included. A hard bounce or complaint is never lifted this way.',
  body: z.strictObject({ email }),
  response: scopes,
  handler: async (context, { body }) =>
    transact(context.db, async (tx) => {
      const hash = hashOf(context, body.email);
      await removeCommercial(tx.sql, hash);
      await context.audit(tx.orm, {
        action: 'suppression.lift',
        subject: `suppression:${Buffer.from(hash).toString('hex')}`,
        details: { scope: 'commercial' },
      });
      return { scopes: [...(await findSuppressions(tx.sql, hash))] };
    }),
});

function hashOf({ seal }: Pick<Services, 'seal'>, email: string): Uint8Array {
  const hash = suppressionHash(seal, email);
  if (hash) return hash;
  throw new Failure('INVALID_INPUT', {
    issues: [{ path: 'body.email', code: 'invalid_format', message: 'Not an e-mail address.' }],
  });
}
