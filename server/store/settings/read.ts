import { eq, inArray } from 'drizzle-orm';
import type { DeliveryPolicy } from '#core/delivery/facts.ts';
import { keySources } from '#core/organization/key-sources.ts';
import type { KeySources } from '#core/keys/life.ts';
import { deliveryPolicy } from '#core/organization/policy.ts';
import { type Organization, organization } from '#core/organization/organization.ts';
import { type PortalSettings, SAFE_PORTAL_SETTINGS, portalSettings } from '#core/portal/settings.ts';
import { settings } from '#db/schema/settings.ts';
import type { Orm } from '#store/database.ts';

export interface Settings {
  policy: DeliveryPolicy;
  organization: Organization;
  /** From where recipients' keys are discovered. */
  keys: KeySources;
  /** Revision of each, to be given back when saving. */
  revisions: { policy: number; organization: number; keys: number };
}

/**
 * The organization's settings, parsed. There is no default to fall back on: a policy that is missing or not
 * understood throws, and whoever wanted to send must hold.
 */
export async function readSettings(orm: Orm): Promise<Settings> {
  const rows = await orm
    .select()
    .from(settings)
    .where(inArray(settings.key, ['policy', 'organization', 'keys']));
  const row = (key: string) => rows.find((one) => one.key === key);
  return {
    policy: deliveryPolicy.parse(row('policy')?.value),
    organization: organization.parse(row('organization')?.value),
    keys: keySources.parse(row('keys')?.value),
    revisions: {
      policy: row('policy')?.revision ?? 0,
      organization: row('organization')?.revision ?? 0,
      keys: row('keys')?.revision ?? 0,
    },
  };
}

/**
 * How recipients prove who they are in the portal. Missing or not understood, the strictest holds: it refuses more and
 * lets nobody in, so there is nothing to hold for.
 */
export async function readPortalSettings(orm: Orm): Promise<{ settings: PortalSettings; revision: number }> {
  const [row] = await orm.select().from(settings).where(eq(settings.key, 'portal'));
  const parsed = portalSettings.safeParse(row?.value);
  return { settings: parsed.success ? parsed.data : SAFE_PORTAL_SETTINGS, revision: row?.revision ?? 0 };
}
