import { Failure } from '#core/failure.ts';
import type { Reentry, Trigger } from '#core/graph/model.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { readVersion } from '#store/journeys/read-version.ts';

/** A journey that takes people in when an event of some name comes. */
export interface TriggeredJourney {
  id: string;
  /** Its API-event triggers. */
  triggers: readonly Trigger[];
  reentry: Reentry;
  zone: string;
}

/** Running or paused journeys with a trigger for one of these events, in the order of their ids. */
export async function triggeredJourneys(sql: Sql, names: readonly string[]): Promise<TriggeredJourney[]> {
  if (names.length === 0) return [];
  const rows = await sql<{ id: string; version: number }[]>`
    select j.id, v.version from journeys j
    join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    where j.state in ('live', 'paused') and exists (
      select 1 from jsonb_path_query(v.graph, '$.triggers[*]') as t
      where t ->> 'type' = 'api-event' and t -> 'config' ->> 'name' = any(${arrayLiteral(names)}::text[]))
    order by j.id`;
  const read = rows.map(async ({ id, version }): Promise<TriggeredJourney[]> => {
    try {
      const { triggers, settings } = (await readVersion(sql, id, version)).graph;
      return [
        {
          id,
          triggers: triggers.filter(({ type }) => type === 'api-event'),
          reentry: settings.reentry,
          zone: settings.timezone,
        },
      ];
    } catch (error) {
      // A journey that cannot be read takes nobody in; the event, and every other journey, must not suffer for it.
      if (error instanceof Failure) return [];
      throw error;
    }
  });
  return (await Promise.all(read)).flat();
}
