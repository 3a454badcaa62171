import { Failure } from '#core/failure.ts';
import type { Graph, Reentry } from '#core/graph/model.ts';
import type { Filter } from '#core/segment/ast.ts';
import { dateReached, type DateReachedConfig } from '#core/triggers/date-reached.ts';
import { watchedTriggers } from '#core/triggers/watching.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { Sql } from '#store/database.ts';
import { readVersion } from '#store/journeys/read-version.ts';

/** A trigger of a running or paused journey that is being watched. */
export interface LiveTrigger {
  watchId: number;
  journeyId: string;
  type: string;
  /** The name of the list, segment or form; the key of the attribute. */
  subject: string;
  /** Null where the trigger is no date. */
  date: DateReachedConfig | null;
  /** Who may enter: whoever one of these matches; null is everyone. */
  filters: readonly (Filter | null)[];
  reentry: Reentry;
  zone: string;
  /** Epoch milliseconds. */
  armedAt: number;
  /** Of a date: from when to when its fires of one contact are looked after now; see dates/replan.ts. */
  coveredUntil: number | null;
  round: { cursor: string | null; target: number } | null;
}

interface Row {
  watchId: number;
  journeyId: string;
  version: number;
  trigger: string;
  type: string;
  subject: string;
  armedAt: number;
  coveredUntil: number | null;
  inRound: boolean;
  cursor: string | null;
  target: number | null;
}

/** Everything watched for, in one snapshot: what a date covers and how far its round has come change together. */
export async function liveTriggers(sql: Sql): Promise<LiveTrigger[]> {
  const rows = await sql<Row[]>`
    select w.id::float8 as "watchId", w.journey_id as "journeyId", j.live_version as version, w.trigger, w.type, w.subject,
      date_part('epoch', w.armed_at) * 1000 as "armedAt", date_part('epoch', w.covered_until) * 1000 as "coveredUntil",
      r.kind is not null as "inRound", r.cursor, date_part('epoch', r.target) * 1000 as target
    from entry_watches w join journeys j on j.id = w.journey_id and j.state in ('live', 'paused')
    left join watch_rounds r on r.kind = 'dates' and r.subjects ? w.id::text
    order by w.id`;
  const found: LiveTrigger[] = [];
  for (const row of rows) {
    const graph = await versionOf(sql, row.journeyId, row.version);
    const own = graph && watchedTriggers(graph).filter((one) => canonicalJson(one.identity) === row.trigger);
    if (!graph || !own?.[0]) continue;
    const date = row.type === 'date-reached' ? dateReached.config.safeParse(own[0].identity.config) : null;
    found.push({
      watchId: row.watchId,
      journeyId: row.journeyId,
      type: row.type,
      subject: row.subject,
      date: date?.success ? date.data : null,
      filters: own.map(({ index }) => graph.triggers[index]?.filter ?? null),
      reentry: graph.settings.reentry,
      zone: graph.settings.timezone,
      armedAt: Math.round(row.armedAt),
      coveredUntil: row.coveredUntil === null ? null : Math.round(row.coveredUntil),
      round: row.inRound && row.target !== null ? { cursor: row.cursor, target: Math.round(row.target) } : null,
    });
  }
  return found;
}

/** Versions never change, and a batch of notes comes many times a second. */
const versions = new Map<string, Graph | null>();

async function versionOf(sql: Sql, journeyId: string, version: number): Promise<Graph | null> {
  const key = `${journeyId}:${version}`;
  const known = versions.get(key);
  if (known !== undefined) return known;
  const read = await readVersion(sql, journeyId, version).catch((error: unknown) => {
    if (error instanceof Failure) return null;
    throw error;
  });
  const graph = read?.graph ?? null;
  if (versions.size >= 500) versions.clear();
  versions.set(key, graph);
  return graph;
}
