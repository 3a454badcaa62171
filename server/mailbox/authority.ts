import { z } from 'zod';
import type { Services } from '#api/services.ts';
import { type Identity, makeIdentity } from './certificate.ts';
import { keepInVault, readVault } from './vault.ts';

const identity = z.object({ certificate: z.string(), privateKey: z.string() });
const YEARS_10 = 3_650;
const DAY = 86_400_000;

/** The demo's private authority, made at first start and kept sealed. */
export async function authority(services: Pick<Services, 'db' | 'seal'>): Promise<Identity> {
  return kept(services, 'authority', () =>
    makeIdentity({ kind: 'authority', name: 'Stepwell demo authority' }, null, {
      from: Date.now() - DAY,
      days: YEARS_10,
    }),
  );
}

/** A mail host's certificate: from the authority, or signed by itself. */
export async function hostIdentity(
  services: Pick<Services, 'db' | 'seal'>,
  host: string,
  issuer: Identity | null,
): Promise<Identity> {
  return kept(services, `host:${host}`, () =>
    makeIdentity({ kind: 'host', name: host }, issuer, { from: Date.now() - DAY, days: YEARS_10 }),
  );
}

async function kept(
  services: Pick<Services, 'db' | 'seal'>,
  name: string,
  make: () => Promise<Identity>,
): Promise<Identity> {
  const found = await readVault(services, name);
  return identity.parse(found ?? (await keepInVault(services, name, await make())));
}
