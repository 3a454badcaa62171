import { timingSafeEqual } from 'node:crypto';
import type { Shown } from '#core/portal/proof.ts';
import type { Sql } from '#store/database.ts';
import { atomically } from '#store/atomically.ts';
import { openSession } from './session.ts';
import { type Locked, countWrong, lockColumn, readLock } from './wrong.ts';

/** What became of a code. `locked` at once with the wrong one that locked. */
export type Entered = { kind: 'right' | 'wrong' | 'none' } | { kind: 'locked'; until: Locked; now: boolean };

interface Tried {
  contact: { lane: number; id: string };
  /** Keyed hash of what was typed. */
  hash: Uint8Array;
  /** Which code it looks like: one mailed, or one given by phone. */
  which: 'mailed' | 'phone';
  session: { hash: Uint8Array; before: Uint8Array | null };
  /** Whether a wrong one counts against the recipient: not where only the address has to be known, or anyone could lock anyone out. */
  counts: boolean;
}

interface Held {
  mailed: Uint8Array | null;
  phone: Uint8Array | null;
  locked: string | null;
}

/**
 * Tries a code. The row is locked meanwhile, so that guesses sent at once are counted one by one; a right code works
 * once and opens the session whose hash is given.
 */
export async function enterCode(sql: Sql, { contact, hash, which, session, counts }: Tried): Promise<Entered> {
  return atomically(sql, async (tx) => {
    const [row] = await tx<Held[]>`
      select case when code_expires_at > stepwell_now() then code_hash end as mailed,
        case when phone_expires_at > stepwell_now() then phone_hash end as phone, ${lockColumn(tx)}
      from portal_access a where lane = ${contact.lane} and contact_id = ${contact.id} for update`;
    const locked = readLock(row?.locked ?? null);
    if (locked !== null) return { kind: 'locked', until: locked, now: false };
    const expected = row?.[which] ?? null;
    const right = sameBytes(expected ?? new Uint8Array(hash.length), hash) && expected !== null;
    if (right) {
      const proved: Partial<Shown> = which === 'mailed' ? { code: true } : { staff: true };
      await spend(tx, contact, which);
      await openSession(tx, contact, session, proved);
      return { kind: 'right' };
    }
    if (!row || expected === null) return { kind: 'none' };
    const until = counts ? await countWrong(tx, contact) : null;
    return until === null ? { kind: 'wrong' } : { kind: 'locked', until, now: true };
  });
}

async function spend(tx: Sql, contact: Tried['contact'], which: Tried['which']): Promise<void> {
  const spent =
    which === 'mailed'
      ? tx`code_hash = null, code_expires_at = null, registered_at = coalesce(registered_at, stepwell_now())`
      : tx`phone_hash = null, phone_expires_at = null`;
  await tx`
    update portal_access set ${spent}, wrong = 0, locked_until = null
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
