import { expect, it } from 'vitest';
import { testServices } from '#test/support/services.ts';
import { equality } from './equality.ts';

const services = await testServices();

it(
  'a dry run comes out as the real run does, visit for visit, message for message, and the comparison can fail',
  { timeout: 240_000 },
  async () => {
    const n = Number(process.env['REHEARSAL_N'] ?? 2_000);
    const found = await equality(services, { n, seed: Number(process.env['REHEARSAL_SEED'] ?? 20_260_302) });
    process.stdout.write(`${JSON.stringify(found)}\n`);
    expect(found.differences).toEqual([]);
    expect(found.differing).toBe(0);
    expect(found.visits).toBeGreaterThan(n * 3);
    for (const [change, differing] of Object.entries(found.tampered)) expect(differing, change).toBeGreaterThan(0);
    // The proof is about something only if all of it happens.
    for (const reason of ['goal', 'completed', 'exit_criteria', 'loop_prevented', 'date_past'])
      expect(found.ends[reason], reason).toBeGreaterThan(0);
    for (const method of ['tls', 'pgp', 'smime', 'portal', 'none'])
      expect(found.methods[method], method).toBeGreaterThan(0);
  },
);
