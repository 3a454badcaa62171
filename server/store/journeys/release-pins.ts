import { eq, sql } from 'drizzle-orm';
import { journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';

/**
 * Lets people who stay on older versions follow the newest: by what each version in between decided. `version` names the one they
 * stay on; absent releases everyone. Who stands where something changed is woken, as when a version is published.
 * @returns how many versions let their people go; 0 when nobody was kept.
 * @throws Failure NOT_FOUND
 */
export async function releasePins(
  orm: Orm,
  { id, version }: { id: string; version?: number | undefined },
): Promise<{ released: number }> {
  return orm.transaction(async (tx) => {
    const [journey] = await tx
      .select({ pins: journeys.pins, live: journeys.liveVersion })
      .from(journeys)
      .where(eq(journeys.id, id))
      .for('update');
    if (!journey) throw new Failure('NOT_FOUND', { journey: id });
    const kept = version === undefined ? [] : journey.pins.filter((pin) => pin - 1 !== version);
    const released = journey.pins.length - kept.length;
    if (released === 0) return { released };
    await tx
      .update(journeys)
      .set({ pins: kept, updatedAt: sql`now()` })
      .where(eq(journeys.id, id));
    const from = Math.min(...journey.pins.filter((pin) => !kept.includes(pin)));
    // From the beginning, also where it was done before: those were left out then.
    await tx.execute(sql`
      insert into version_wakes (journey_id, version)
      select journey_id, version from journey_versions
      where journey_id = ${id} and version >= ${from} 
        and (jsonb_array_length(plan -> 'touched') > 0 or (plan ->> 'everyone')::boolean)
      on conflict (journey_id, version) do update set drained = false, steps = 0, lane = -1`);
    await tx.execute(sql`notify stepwell_due`);
    return { released };
  });
}
