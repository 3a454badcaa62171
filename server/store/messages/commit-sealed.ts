import type { ClaimedMessage } from '#engine/dispatch/world.ts';
import type { PhiClass } from '#core/phi.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytes } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { held, leased } from './lease.ts';

/** What is kept of a message about to be sent. */
export interface SealedRow {
  message: ClaimedMessage;
  method: string;
  reason: string;
  phi: PhiClass;
  templateVersionId: string;
  /** The Message-ID header. */
  messageId: string;
  /** Sealed copy of what was rendered. */
  copy: Uint8Array;
  sha256: Uint8Array;
  /** Keyed hash of the address, to look once more whether it was suppressed meanwhile. */
  suppressionHash: Uint8Array;
  commercial: boolean;
  /** The sender identity's id. */
  senderId: string;
}

/**
 * claimed → sealed, for those still held, whose address was not suppressed and whose journey was not paused since the
 * claim. @returns the ids that may go on.
 */
export async function commitSealed(sql: Sql, worker: string, rows: readonly SealedRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const text = (of: (row: SealedRow) => string | boolean) => arrayLiteral(rows.map(of));
  const kept = await sql<{ id: string }[]>`
    update messages m set state = 'sealed', method = s.method, reason = s.reason, phi = s.phi,
      template_version_id = s.version, message_id = coalesce(m.message_id, s.message_id), copy = s.copy, sha256 = s.sha256
    from ${leased(
      sql,
      rows.map((row) => row.message),
    )}
    join unnest(
      ${text((row) => row.message.id)}::uuid[], ${text((row) => row.method)}::text[], ${text((row) => row.reason)}::text[],
      ${text((row) => row.phi)}::text[], ${text((row) => row.templateVersionId)}::uuid[],
      ${text((row) => row.messageId)}::text[], ${bytes(
        sql,
        rows.map((row) => row.copy),
      )},
      ${bytes(
        sql,
        rows.map((row) => row.sha256),
      )}, ${bytes(
        sql,
        rows.map((row) => row.suppressionHash),
      )},
      ${text((row) => row.commercial)}::boolean[], ${text((row) => row.senderId)}::text[]
    ) as s(id, method, reason, phi, version, message_id, copy, sha256, suppression, commercial, sender) on s.id = w.id
    where ${held(sql, worker)} and m.state = 'claimed' and m.lease_until > now()
      and not exists (select 1 from suppressions p
        where p.hash = s.suppression and (p.scope = 'all' or (s.commercial and p.scope in ('commercial', 'sender:' || s.sender))))
      and not exists (select 1 from journeys j where j.id = m.journey_id and j.state = 'paused')
    returning m.id`;
  return new Set(kept.map((row) => row.id));
}
