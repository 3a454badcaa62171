import { Failure } from '#core/failure.ts';
import { type SealedContact, openValues } from '#store/contacts/open.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { checkPgp } from './check-pgp.ts';
import { checkSmime } from './check-smime.ts';
import type { CheckedKey } from './checked.ts';

export interface EnrolledKey {
  kind: 'pgp' | 'smime';
  fingerprint: string;
  /** `usable`, or `unconfirmed`: another key of this kind is in use, and replacing it waits for confirmation. */
  status: 'usable' | 'unconfirmed';
}

interface Deps {
  db: { sql: Sql };
  seal: Seal;
  now(): Promise<number>;
}

/**
 * Enrolls a contact's own PGP public key (armored or binary) or S/MIME certificate (PEM or DER). A key that would
 * replace one in use waits until `confirmed`, which retires the old one: a swapped key is how mail is stolen.
 * @throws Failure KEY_UNUSABLE with the reason; NOT_FOUND.
 */
export async function enrollKey(
  deps: Deps,
  contact: { lane: number; id: string },
  { kind, material, confirmed = false }: { kind: 'pgp' | 'smime'; material: string | Uint8Array; confirmed?: boolean },
): Promise<EnrolledKey> {
  const { db, seal } = deps;
  const [row] = await db.sql<SealedContact[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts
    where lane = ${contact.lane} and id = ${contact.id}`;
  if (!row) throw new Failure('NOT_FOUND', { contact: contact.id });
  const { email } = openValues(seal, row);
  if (typeof email !== 'string')
    throw new Failure('KEY_UNUSABLE', { problem: 'no-address' }, 'The contact has no e-mail address.');
  const at = new Date(await deps.now());
  const key = kind === 'pgp' ? await checkPgp(material, email, at) : checkSmime(material, email, at);
  const others = await db.sql<{ fingerprint: string }[]>`
    select fingerprint from recipient_keys where lane = ${contact.lane} and contact_id = ${contact.id}
      and kind = ${kind} and source = 'enrolled' and problem is null and fingerprint <> ${key.fingerprint}
      and (expires_at is null or expires_at > ${at.toISOString()})`;
  const waits = others.length > 0 && !confirmed;
  await put(db.sql, seal, { contact: { ...row, lane: contact.lane }, key, at, waits });
  if (confirmed) {
    await db.sql`
      update recipient_keys set problem = 'replaced' where lane = ${contact.lane} and contact_id = ${contact.id}
        and kind = ${kind} and fingerprint <> ${key.fingerprint} and problem is null`;
  }
  return { kind, fingerprint: key.fingerprint, status: waits ? 'unconfirmed' : 'usable' };
}

async function put(
  sql: Sql,
  seal: Seal,
  { contact, key, at, waits }: { contact: SealedContact & { lane: number }; key: CheckedKey; at: Date; waits: boolean },
): Promise<void> {
  const sealed = seal.sealFor(contact, 'recipient-key', key.material);
  const problem = waits ? 'unconfirmed' : null;
  await sql`
    insert into recipient_keys (lane, contact_id, kind, fingerprint, source, sealed, expires_at, problem, verified_at)
    values (${contact.lane}, ${contact.id}, ${key.kind}, ${key.fingerprint}, 'enrolled', ${sealed}, ${key.expiresAt?.toISOString() ?? null}, ${problem}, ${at.toISOString()})
    on conflict (lane, contact_id, kind, fingerprint) do update
      set sealed = excluded.sealed, source = 'enrolled', expires_at = excluded.expires_at, problem = excluded.problem,
        verified_at = excluded.verified_at`;
}
