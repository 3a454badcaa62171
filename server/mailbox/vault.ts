import type { Services } from '#api/services.ts';

type Vault = Pick<Services, 'db' | 'seal'>;

/** Reads a sealed JSON value of the mailbox's own, such as a demo recipient's private key. */
export async function readVault(services: Vault, name: string): Promise<unknown> {
  const [row] = await services.db.sql<{ sealed: Uint8Array }[]>`select sealed from mailbox_keys where name = ${name}`;
  if (!row) return null;
  const value: unknown = JSON.parse(Buffer.from(services.seal.open(`mailbox:${name}`, row.sealed)).toString());
  return value;
}

/** Keeps a value unless another process was quicker; answers with the one that is kept. */
export async function keepInVault(services: Vault, name: string, value: unknown): Promise<unknown> {
  const sealed = services.seal.seal(`mailbox:${name}`, Buffer.from(JSON.stringify(value)));
  await services.db.sql`insert into mailbox_keys (name, sealed) values (${name}, ${sealed}) on conflict do nothing`;
  return readVault(services, name);
}
