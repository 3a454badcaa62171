import type { Seal } from '#seal/seal.ts';
import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';

/** A mail as the listener took it. */
export interface Arrival {
  /** Envelope sender; empty for the null one. */
  from: string;
  recipients: readonly string[];
  peer: string;
  helo: string;
  tls: { protocol: string; cipher: string } | null;
  bytes: Uint8Array;
}

/** The sealed part of a row: whom it reached and where it came from. */
export interface Envelope extends Omit<Arrival, 'recipients' | 'bytes'> {
  to: string;
}

export const MAIL_PURPOSE = 'inbound:mail';
export const ENVELOPE_PURPOSE = 'inbound:envelope';

/**
 * Stores a mail, a row per recipient, sealed. Committed when it resolves: only then may the sending server be told that
 * it was taken. @returns the ids
 */
export async function keepArrival(
  { sql, seal, newId }: { sql: Sql; seal: Pick<Seal, 'seal'>; newId: () => string },
  { recipients, bytes, ...from }: Arrival,
): Promise<string[]> {
  const sealed = seal.seal(MAIL_PURPOSE, bytes);
  const rows = recipients.map((to) => ({
    id: newId(),
    envelope: seal.seal(ENVELOPE_PURPOSE, Buffer.from(JSON.stringify({ ...from, to } satisfies Envelope))),
  }));
  await atomically(sql, async (tx) => {
    for (const { id, envelope } of rows)
      await tx`
        insert into inbound_mail (id, received_at, envelope, sealed, bytes, due_at)
        values (${id}, stepwell_now(), ${envelope}, ${sealed}, ${bytes.length}, now())`;
    await tx`select pg_notify('stepwell_inbound', '')`;
  });
  return rows.map(({ id }) => id);
}
