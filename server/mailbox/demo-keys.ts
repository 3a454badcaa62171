import { generateKey } from 'openpgp';
import { z } from 'zod';
import type { Services } from '#api/services.ts';
import { authority } from './authority.ts';
import { makeIdentity } from './certificate.ts';
import { demoDomains } from './domains.ts';
import { keepInVault, readVault } from './vault.ts';

/** A demo recipient's own key pair. The private half never leaves the vault but to read their mail in the demo. */
export const demoKey = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pgp'), publicKey: z.string(), privateKey: z.string() }),
  z.object({ kind: z.literal('smime'), certificate: z.string(), privateKey: z.string() }),
]);
export type DemoKey = z.infer<typeof demoKey>;

const DAY = 86_400_000;
/** The demo is made as if it had been running for some weeks; its keys must be older. */
const AGE = 90 * DAY;

/**
 * The key pair of a recipient at a demo domain whose people have keys, made the first time it is asked for; null at
 * any other domain.
 */
export async function demoKeyOf(services: Pick<Services, 'db' | 'seal'>, address: string): Promise<DemoKey | null> {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const kind = demoDomains.find((one) => one.domain === domain)?.keys;
  if (!kind) return null;
  const name = demoKeyName(services, address);
  const found = await readVault(services, name);
  return demoKey.parse(
    found ?? (await keepInVault(services, name, await makeKey(services, kind, address.toLowerCase()))),
  );
}

/** Vault name of a recipient's key: by keyed hash, as addresses are nowhere in the clear. */
export function demoKeyName(services: Pick<Services, 'seal'>, address: string): string {
  return `key:${Buffer.from(services.seal.mac('mailbox', address.toLowerCase())).toString('hex')}`;
}

async function makeKey(
  services: Pick<Services, 'db' | 'seal'>,
  kind: 'pgp' | 'smime',
  address: string,
): Promise<DemoKey> {
  if (kind === 'pgp') {
    // GnuPG 2.2 cannot read the newer curve form.
    const made = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ email: address }],
      date: new Date(Date.now() - AGE),
    });
    return { kind, publicKey: made.publicKey, privateKey: made.privateKey };
  }
  const made = await makeIdentity({ kind: 'email', address }, await authority(services), {
    from: Date.now() - AGE,
    days: 1_825,
  });
  return { kind, ...made };
}
