import { and, eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import type { KeySources } from '#core/keys/life.ts';
import type { DeliveryPolicy } from '#core/delivery/facts.ts';
import type { Organization } from '#core/organization/organization.ts';
import type { PortalSettings } from '#core/portal/settings.ts';
import { settings } from '#db/schema/settings.ts';
import type { Orm } from '#store/database.ts';

type Setting =
  | { key: 'policy'; value: DeliveryPolicy }
  | { key: 'organization'; value: Organization }
  | { key: 'portal'; value: PortalSettings }
  | { key: 'keys'; value: KeySources };

/**
 * Replaces one setting if it is still at `revision`.
 * @returns the new revision. @throws Failure REVISION_CONFLICT when someone saved it in the meantime.
 */
export async function saveSetting(orm: Orm, setting: Setting, revision: number): Promise<number> {
  const [saved] = await orm
    .update(settings)
    .set({ value: setting.value, revision: sql`${settings.revision} + 1`, updatedAt: sql`now()` })
    .where(and(eq(settings.key, setting.key), eq(settings.revision, revision)))
    .returning({ revision: settings.revision });
  if (!saved) throw new Failure('REVISION_CONFLICT', { setting: setting.key, yours: revision });
  return saved.revision;
}
