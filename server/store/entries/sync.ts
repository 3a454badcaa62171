import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { readGraph } from '#core/graph/file.ts';
import type { Graph } from '#core/graph/model.ts';
import { needsOfFilters } from '#core/graph/needs.ts';
import { changesWithTime } from '#core/segment/changes-with-time.ts';
import { checkFilter } from '#core/segment/check.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import { writtenOut } from '#core/segment/names.ts';
import { watchedSegments, watchedTriggers } from '#core/triggers/watching.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { Orm } from '#store/database.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

interface LiveJourney {
  id: string;
  graph: Graph;
}

/**
 * Makes what is watched be what the live journeys ask for. Call it in every transaction that changes either: a version
 * published, a journey ended, a rule saved. A trigger that stays keeps its row, so that nothing is missed in between;
 * a rule that means something else now is learned anew, and nobody enters for that alone.
 */
export async function syncWatches(orm: Orm): Promise<void> {
  // Two who publish at once would each delete what the other asks for.
  await orm.execute(sql`select pg_advisory_xact_lock(${SYNCING}::bigint)`);
  const journeys = await liveJourneys(orm);
  await syncTriggers(orm, journeys);
  await syncSegments(orm, journeys);
}

const SYNCING = 7_180_100;

const row = z.object({ id: z.uuid(), graph: z.unknown() });

async function liveJourneys(orm: Orm): Promise<LiveJourney[]> {
  const rows = await orm.execute(sql`
    select j.id, v.graph from journeys j
    join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    where j.state in ('live', 'paused')`);
  return rows.flatMap((one) => {
    const { id, graph } = row.parse(one);
    try {
      return [{ id, graph: readGraph(graph) }];
    } catch (error) {
      // A version that cannot be read lets nobody in; the others must not suffer for it.
      if (error instanceof Failure) return [];
      throw error;
    }
  });
}

async function syncTriggers(orm: Orm, journeys: readonly LiveJourney[]): Promise<void> {
  const wanted = new Map<string, object>();
  for (const { id, graph } of journeys)
    for (const { type, name, identity } of watchedTriggers(graph)) {
      const trigger = canonicalJson(identity);
      wanted.set(`${id} ${trigger}`, { journey: id, trigger, type, subject: name });
    }
  const w = sql`jsonb_to_recordset(${JSON.stringify([...wanted.values()])}::jsonb)
    as w(journey uuid, trigger text, type text, subject text)`;
  await orm.execute(sql`
    with gone as (
      delete from entry_watches e
      where not exists (select 1 from ${w} where w.journey = e.journey_id and w.trigger = e.trigger) returning id
    ) delete from date_fires using gone where watch_id = gone.id`);
  await orm.execute(sql`update entry_watches set problem = null where problem is not null`);
  await orm.execute(sql`
    insert into entry_watches (id, journey_id, trigger, type, subject, armed_at)
    select nextval(pg_get_serial_sequence('entry_notes', 'id')), w.journey, w.trigger, w.type, w.subject, stepwell_now()
    from ${w}
    where not exists (select 1 from entry_watches e where e.journey_id = w.journey and e.trigger = w.trigger)`);
}

async function syncSegments(orm: Orm, journeys: readonly LiveJourney[]): Promise<void> {
  const vocabulary = await loadVocabulary(orm);
  const wanted = new Map<string, boolean>();
  for (const { graph } of journeys) {
    const { enters, listens } = watchedSegments(graph);
    for (const name of new Set([...enters, ...listens]))
      wanted.set(name, (wanted.get(name) ?? false) || listens.has(name));
  }
  const rows = [...wanted].flatMap(([name, waits]) => {
    const rule = ruleOf(name, vocabulary);
    return rule ? [{ name, ...rule, waits }] : [];
  });
  const w = sql`(select s.id, u.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as u(name text, digest text, on_lists boolean, on_sets boolean, on_events boolean, pace text, waits boolean)
    join segments s on s.name = u.name) w`;
  await orm.execute(sql`delete from segment_watches e where not exists (select 1 from ${w} where w.id = e.segment_id)`);
  await orm.execute(sql`
    update segment_watches e set waits = w.waits, problem = null from ${w} where w.id = e.segment_id`);
  await orm.execute(sql`
    insert into segment_watches as e (segment_id, generation, digest, on_lists, on_sets, on_events, pace, refreshed_at,
      waits)
    select w.id, nextval(pg_get_serial_sequence('entry_notes', 'id')), w.digest, w.on_lists, w.on_sets, w.on_events, w.pace,
      stepwell_now(), w.waits
    from ${w}
    on conflict (segment_id) do update set generation = excluded.generation, digest = excluded.digest, state = 'learning',
      cursor = null, examined = 0, on_lists = excluded.on_lists, on_sets = excluded.on_sets,
      on_events = excluded.on_events, pace = excluded.pace, refreshed_at = excluded.refreshed_at
    where e.digest <> excluded.digest`);
}

/** What has to be known of a rule to watch it; null for a set, and for a rule that cannot be read. */
function ruleOf(name: string, vocabulary: Vocabulary) {
  const rule = vocabulary.segments.get(name);
  if (!rule || checkFilter({ segment: name }, vocabulary).some(({ severity }) => severity === 'error')) return null;
  const needs = needsOfFilters([rule], vocabulary);
  const types = [...needs.attributes].toSorted().map((key) => [key, vocabulary.attributes.get(key)?.type]);
  const meaning = canonicalJson([writtenOut(rule, vocabulary), types]);
  return {
    digest: createHash('sha256').update(meaning).digest('hex'),
    on_lists: needs.lists.size > 0,
    on_sets: needs.segments.size > 0,
    on_events: needs.events,
    pace: changesWithTime(rule, vocabulary),
  };
}
