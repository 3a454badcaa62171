import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { StandingGroup } from '#core/graph/placed.ts';
import type { Orm } from '#store/database.ts';

const group = z.object({ version: z.number().nullable(), step: z.string(), people: z.coerce.number() });

/**
 * How many stand where in a journey, and by which version they walked last. While no version keeps or still has to reach
 * anyone that follows from the counters at once; otherwise the enrollments are counted (about a second for a million).
 * @param known steps of the newest version
 */
export async function standingIn(
  orm: Orm,
  { id, live, pins, known }: { id: string; live: number; pins: readonly number[]; known: ReadonlySet<string> },
): Promise<StandingGroup[]> {
  const counted = z.array(group).parse(
    await orm.execute(sql`
      select case when step = 'trigger' then null else ${live}::int end as version, step,
        sum(case when measure = 'entered' then n else -n end)::float8 as people
      from step_counts where journey_id = ${id} group by step having sum(case when measure = 'entered' then n else -n end) > 0`),
  );
  const [waking] = await orm.execute(sql`select 1 from version_wakes where journey_id = ${id} limit 1`);
  if (pins.length === 0 && !waking && counted.every(({ step }) => step === 'trigger' || known.has(step)))
    return counted;
  return z.array(group).parse(
    await orm.execute(sql`
      select version, step, count(*)::int as people from enrollments
      where journey_id = ${id} and state in ('active', 'waiting') group by version, step`),
  );
}

/** Of those who stand at `step`, how many have been at `target`. */
export async function beenAt(orm: Orm, journeyId: string, step: string, target: string): Promise<number> {
  const [row] = await orm.execute(sql`
    select count(*)::int as n from enrollments
    where journey_id = ${journeyId} and step = ${step} and state in ('active', 'waiting') and jsonb_exists(visits, ${target})`);
  return z.object({ n: z.number() }).parse(row).n;
}
