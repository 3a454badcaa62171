import { createHash } from 'node:crypto';
import { canonicalJson } from '#store/audit/append.ts';

/** One row of the chain. `record` is what `hash` covers, together with where the row stands. */
export interface EvidenceRow {
  lane: number;
  seq: number;
  contactId: string;
  messageId: string;
  attempt: number;
  at: Date;
  record: Record<string, unknown>;
  previous: Uint8Array;
  hash: Uint8Array;
}

/** SHA-256 over the previous hash and the row's canonical JSON. */
export function evidenceHash(row: Omit<EvidenceRow, 'hash'>): Uint8Array {
  const { lane, seq, contactId, messageId, attempt, at, record } = row;
  const canonical = canonicalJson({ lane, seq, contactId, messageId, attempt, at: at.toISOString(), record });
  return createHash('sha256').update(row.previous).update(canonical).digest();
}
