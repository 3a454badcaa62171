import { Failure } from '#core/failure.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

/** A key's material: binary OpenPGP, or a DER certificate. @throws Failure NOT_FOUND */
export async function openKey(
  { seal }: { seal: Pick<Seal, 'openFor'> },
  sql: Sql,
  owner: ContactKey & { lane: number },
  keyId: string,
): Promise<Uint8Array> {
  const [row] = await sql<{ sealed: Uint8Array }[]>`
    select sealed from recipient_keys where lane = ${owner.lane} and contact_id = ${owner.id} and id = ${keyId}`;
  if (!row) throw new Failure('NOT_FOUND', { key: keyId });
  return seal.openFor(owner, 'recipient-key', row.sealed);
}
