import { z } from 'zod';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';

export interface PortalFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

const label = z.strictObject({ name: z.string(), type: z.string() });
const PURPOSE = 'portal-file';
const LABEL = 'portal-file-label';

/** Attaches files to a portal message, each sealed under the contact's own key. */
export async function putPortalFiles(
  sql: Sql,
  seal: Pick<Seal, 'sealFor'>,
  contact: ContactKey & { lane: number },
  portalMessageId: string,
  files: readonly PortalFile[],
): Promise<void> {
  for (const [n, { name, type, bytes }] of files.entries()) {
    const named = seal.sealFor(contact, LABEL, Buffer.from(JSON.stringify({ name, type })));
    await sql`
      insert into portal_files (lane, contact_id, portal_message_id, n, bytes, label, sealed)
      values (${contact.lane}, ${contact.id}, ${portalMessageId}, ${n}, ${bytes.length}, ${named},
        ${seal.sealFor(contact, PURPOSE, bytes)})`;
  }
}

/** What is attached, without opening it. */
export async function listPortalFiles(
  sql: Sql,
  seal: Pick<Seal, 'openFor'>,
  contact: ContactKey & { lane: number },
  portalMessageId: string,
): Promise<{ n: number; name: string; type: string; bytes: number }[]> {
  const rows = await sql<{ n: number; bytes: number; label: Uint8Array }[]>`
    select n, bytes, label from portal_files
    where lane = ${contact.lane} and contact_id = ${contact.id} and portal_message_id = ${portalMessageId} order by n`;
  return rows.map((row) => ({ n: row.n, bytes: row.bytes, ...openLabel(seal, contact, row.label) }));
}

/** One file, opened; null when there is none. */
export async function openPortalFile(
  sql: Sql,
  seal: Pick<Seal, 'openFor'>,
  contact: ContactKey & { lane: number },
  portalMessageId: string,
  n: number,
): Promise<PortalFile | null> {
  const [row] = await sql<{ label: Uint8Array; sealed: Uint8Array }[]>`
    select label, sealed from portal_files
    where lane = ${contact.lane} and contact_id = ${contact.id} and portal_message_id = ${portalMessageId} and n = ${n}`;
  return row ? { ...openLabel(seal, contact, row.label), bytes: seal.openFor(contact, PURPOSE, row.sealed) } : null;
}

function openLabel(seal: Pick<Seal, 'openFor'>, contact: ContactKey, sealed: Uint8Array) {
  return label.parse(JSON.parse(Buffer.from(seal.openFor(contact, LABEL, sealed)).toString('utf8')));
}
