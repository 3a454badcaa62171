import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { deliveryPolicy } from '#core/organization/policy.ts';
import { settings } from '#db/schema/settings.ts';
import { readSettings } from '#store/settings/read.ts';
import { saveSetting } from '#store/settings/save.ts';
import { testDatabase } from '#test/support/database.ts';

const { orm } = await testDatabase();
const strict = {
  floors: { P0: 'T1', P1: 'T2', P2: 'T3' },
  portalEnabled: true,
  sealedOnly: false,
  portalOnly: false,
} as const;

describe('the policy', () => {
  it('is there from the first migration, with a valid certificate asked for whatever is about a person', async () => {
    const { policy } = await readSettings(orm);
    expect(policy.floors).toEqual({ P0: 'T1', P1: 'T2', P2: 'T2' });
  });

  it('is refused when it would let anything about a person go without authentication', () => {
    const lax = (floors: object) => deliveryPolicy.safeParse({ ...strict, floors: { ...strict.floors, ...floors } });
    expect(lax({}).success).toBe(true);
    expect(lax({ P1: 'T1' }).success).toBe(false);
    expect(lax({ P2: 'T1' }).success).toBe(false);
    expect(lax({ P0: 'T0' }).success).toBe(false);
    expect(lax({ P1: 'T4' }).success).toBe(false);
    expect(deliveryPolicy.safeParse({ ...strict, portalEnabled: false, portalOnly: true }).success).toBe(false);
    expect(deliveryPolicy.safeParse({ ...strict, plain: true }).success).toBe(false);
  });

  it('is not overwritten by someone who looked at an older one', async () => {
    const { revisions } = await readSettings(orm);
    const next = await saveSetting(orm, { key: 'policy', value: strict }, revisions.policy);
    const late = saveSetting(orm, { key: 'policy', value: { ...strict, sealedOnly: true } }, revisions.policy);
    await expect(late).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(await readSettings(orm)).toMatchObject({ policy: strict, revisions: { policy: next } });
  });

  it('has no default to fall back on: one that cannot be understood, or is gone, throws', async () => {
    await orm
      .update(settings)
      .set({ value: { floors: 'none' } })
      .where(eq(settings.key, 'policy'));
    await expect(readSettings(orm)).rejects.toThrow();
    await orm.delete(settings).where(eq(settings.key, 'policy'));
    await expect(readSettings(orm)).rejects.toThrow();
  });
});
