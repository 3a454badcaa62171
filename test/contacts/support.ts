import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from '#core/id.ts';
import { attributeDefinition } from '#core/segment/fields.ts';
import { fileKeyProvider } from '#seal/key-provider.ts';
import { openSeal } from '#seal/seal.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import type { Database } from '#store/database.ts';

/** What the contact store is given, over a test's own database, with a few attributes of every type defined. */
export async function contactDeps({ sql, orm }: Pick<Database, 'sql' | 'orm'>) {
  const seal = await openSeal(sql, fileKeyProvider(join(mkdtempSync(join(tmpdir(), 'stepwell-key-')), 'key'), true));
  await defineAttributes(
    orm,
    [
      { key: 'renewal_date', label: 'Renewal date', type: 'date', phi: 'P1' },
      { key: 'appointment_at', label: 'Appointment', type: 'datetime', phi: 'P2' },
      { key: 'plan', label: 'Plan', type: 'choice', phi: 'P1', choices: ['Gold', 'Silver'] },
      { key: 'conditions', label: 'Conditions', type: 'choices', phi: 'P2', choices: ['Asthma', 'Diabetes'] },
      { key: 'last_hba1c', label: 'Last HbA1c', type: 'number', phi: 'P2' },
      { key: 'portal_user', label: 'Uses the portal', type: 'boolean', phi: 'P1' },
    ].map((one) => attributeDefinition.parse(one)),
  );
  return { sql, orm, seal, newId, now: async () => Date.now() };
}

export function newId(): string {
  return uuidv7(Date.now(), randomBytes(10));
}
