import { asc, gt } from 'drizzle-orm';
import { audit } from '#db/schema/audit.ts';
import { auditHash } from '#store/audit/append.ts';
import type { Orm } from '#store/database.ts';

export interface AuditVerdict {
  ok: boolean;
  /** Entries whose hash was computed again and found right. */
  checked: number;
  /** The first entry that does not follow from the one before it, and in what way. */
  brokenAt: number | null;
  fault: 'missing' | 'order' | 'content' | null;
  /** Hash of the last entry, to be kept elsewhere: it is what shows later that none were cut off the end. */
  head: string | null;
}

const BATCH = 2000;

/** Recomputes the whole chain, entry by entry. */
export async function verifyAudit(orm: Orm): Promise<AuditVerdict> {
  let checked = 0;
  let previous: Uint8Array = new Uint8Array(32);
  for (;;) {
    const rows = await orm.select().from(audit).where(gt(audit.seq, checked)).orderBy(asc(audit.seq)).limit(BATCH);
    for (const row of rows) {
      const fault = faultOf(row, checked + 1, previous);
      if (fault) return { ok: false, checked, brokenAt: row.seq, fault, head: hex(previous) };
      checked = row.seq;
      previous = row.hash;
    }
    if (rows.length < BATCH) {
      return { ok: true, checked, brokenAt: null, fault: null, head: checked > 0 ? hex(previous) : null };
    }
  }
}

function faultOf(row: typeof audit.$inferSelect, expected: number, previous: Uint8Array): AuditVerdict['fault'] {
  if (row.seq !== expected) return 'missing';
  if (!same(row.previous, previous)) return 'order';
  return same(auditHash(row), row.hash) ? null : 'content';
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
