import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Orm } from '#store/database.ts';
import { audit } from '#db/schema/audit.ts';

/** What happened. `details` hold ids, field names and counts, never a patient's value. */
export interface AuditEntry {
  /** `user:ID`, `key:ID`, `recipient:ID`, `journey:ID` (what its steps changed) or `system`. */
  actor: string;
  /** noun.verb, such as `contact.reveal`. */
  action: string;
  /** noun:id, such as `contact:0190…`. */
  subject: string;
  details?: Record<string, unknown>;
}

/**
 * Appends to the audit chain, inside the transaction that makes the change: the change and its entry stand or fall
 * together. Writers take turns until their transaction ends, so that no two rows follow the same one.
 */
export async function appendAudit(orm: Orm, entry: AuditEntry): Promise<void> {
  await orm.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7230719, 2)`);
    const [last] = await tx
      .select({ seq: audit.seq, hash: audit.hash })
      .from(audit)
      .orderBy(sql`${audit.seq} desc`)
      .limit(1);
    const row = {
      seq: (last?.seq ?? 0) + 1,
      at: new Date(),
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      details: entry.details ?? {},
      previous: last?.hash ?? new Uint8Array(32),
    };
    await tx.insert(audit).values({ ...row, hash: auditHash(row) });
  });
}

/** SHA-256 over the previous hash and the row's canonical JSON (keys sorted). */
export function auditHash(row: {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  details: Record<string, unknown>;
  previous: Uint8Array;
}): Uint8Array {
  const canonical = canonicalJson({
    seq: row.seq,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    details: row.details,
  });
  return createHash('sha256').update(row.previous).update(canonical).digest();
}

/** JSON with object keys sorted at every level, so that storage order cannot change a hash. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
