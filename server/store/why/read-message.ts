import { z } from 'zod';
import { reveal } from '#core/phi.ts';
import { filterSchema } from '#core/segment/ast.ts';
import type { MessageCase } from '#core/why/explain-message.ts';
import type { ContactRecord } from '#core/why/record.ts';
import type { Seal } from '#seal/seal.ts';
import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';

/** A contact's message with how it was decided upon, and the enrollment it belongs to; null when there is none. */
export async function readMessageCase(
  sql: Sql,
  seal: Seal,
  contact: ContactRecord,
  messageId: string,
): Promise<(MessageCase & { enrollmentId: string; journeyId: string }) | null> {
  const lane = laneOf(contact.contactId);
  const ms = (column: string) => sql`round(date_part('epoch', ${sql(column)}) * 1000)::float8`;
  const [row] = await sql<
    (Omit<MessageCase, 'guard' | Added> & { guard: unknown; enrollmentId: string; journeyId: string })[]
  >`
    select id, enrollment_id as "enrollmentId", journey_id as "journeyId", step, visit, template, state, reason, method,
      guard, attempts, ${ms('queued_at')} as "queuedAt", ${ms('due_at')} as "dueAt", ${ms('finished_at')} as "finishedAt"
    from messages where lane = ${lane} and contact_id = ${contact.contactId} and id = ${messageId}`;
  if (!row) return null;
  const [evidence, suppressions, [authorization]] = await Promise.all([
    evidenceOfMessage(sql, { contactId: contact.contactId, id: messageId }),
    readSuppressions(sql, seal, contact),
    sql<NonNullable<MessageCase['authorization']>[]>`
      select ${ms('signed_at')} as "signedAt", ${ms('expires_at')} as "expiresAt", ${ms('revoked_at')} as "revokedAt"
      from authorizations where lane = ${lane} and contact_id = ${contact.contactId} order by signed_at desc limit 1`,
  ]);
  const decisions = evidence.flatMap(({ record }) => {
    const read = decided.safeParse(record);
    return read.success ? [read.data.decision.rejected] : [];
  });
  const guard = filterSchema.safeParse(row.guard);
  return {
    ...row,
    guard: guard.success ? guard.data : null,
    candidates: decisions.at(-1) ?? [],
    suppressions,
    authorization: authorization ?? null,
  };
}

type Added = 'candidates' | 'suppressions' | 'authorization';

const decided = z.object({
  decision: z.object({ rejected: z.array(z.object({ method: z.string(), reason: z.string() })) }),
});

async function readSuppressions(sql: Sql, seal: Seal, { attributes }: ContactRecord) {
  const email = attributes['email'];
  const hash = email && suppressionHash(seal, reveal(email));
  if (!hash) return [];
  return sql<MessageCase['suppressions'][number][]>`
    select scope, reason, date_part('epoch', at) * 1000 as since from suppressions where hash = ${hash} order by at`;
}
