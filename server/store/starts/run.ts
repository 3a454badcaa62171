import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Graph } from '#core/graph/model.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { type AudienceDeps, scanAudience } from '#store/audience/scan.ts';
import type { Sql } from '#store/database.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { entryKeyFor, keyAttribute } from '#store/enrollments/entry-key.ts';
import { type ContactRef, loadFacts } from '#store/facts/load.ts';
import { startAudience } from './audience.ts';
import { liveGraph } from './live-graph.ts';

/**
 * Works off a bulk start: enrolls its audience batch by batch, each batch in one transaction with how far it has
 * come. Killed at any point and run again, it goes on after the last batch that was committed; two at once
 * cannot both take the same batch. A refusal (an ended journey, a rule that no longer means anything) fails it.
 */
export async function runStart(deps: AudienceDeps, id: string, batch = 1000): Promise<void> {
  const { sql } = deps.db;
  const [row] = await sql`select state, cursor, audience, journey_id as "journeyId" from starts where id = ${id}`;
  if (!row) throw new Failure('NOT_FOUND', { start: id });
  const start = stored.parse(row);
  if (start.state !== 'waiting' && start.state !== 'running') return;
  try {
    const graph = await liveGraph(sql, start.journeyId);
    let at = start.cursor;
    const rounds = scanAudience(deps, startAudience(graph, start.audience), { batch, after: refOf(at) });
    for await (const { matched, cursor } of rounds) {
      const next = `${cursor.lane}:${cursor.id}`;
      const entrants = await withEntryKeys(deps, graph, start.journeyId, matched);
      const taken = await take(sql, { id, from: at, to: next, journeyId: start.journeyId }, entrants, matched.length);
      if (!taken) return;
      at = next;
    }
    await sql`
      update starts set state = 'done', finished_at = stepwell_now()
      where id = ${id} and state in ('waiting', 'running') and cursor is not distinct from ${at}`;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await sql`
      update starts set state = 'failed', problem = ${error.code}, finished_at = stepwell_now()
      where id = ${id} and state in ('waiting', 'running')`;
  }
  await sql`select pg_notify('stepwell_counts', ${start.journeyId})`;
}

interface Entrant extends ContactRef {
  entryKey: string;
}

/** One batch; false when the start was cancelled or somebody else is at it. */
async function take(
  sql: AudienceDeps['db']['sql'],
  step: { id: string; journeyId: string; from: string | null; to: string },
  entrants: readonly Entrant[],
  examined: number,
): Promise<boolean> {
  return sql.begin(async (tx) => {
    const held = await tx`
      select 1 from starts
      where id = ${step.id} and state in ('waiting', 'running') and cursor is not distinct from ${step.from}
      for update`;
    if (held.length === 0) return false;
    const enrolled = await enroll(tx, { journeyId: step.journeyId, contacts: entrants });
    await tx`
      update starts set state = 'running', cursor = ${step.to}, examined = examined + ${examined},
        enrolled = enrolled + ${enrolled}
      where id = ${step.id}`;
    return true;
  });
}

/** Where re-entry is keyed by an attribute, each contact's own key; who has no value there cannot enter. */
export async function withEntryKeys(
  { db, seal }: { db: { sql: Sql }; seal: AudienceDeps['seal'] },
  graph: Graph,
  journeyId: string,
  matched: readonly ContactRef[],
): Promise<Entrant[]> {
  const { reentry } = graph.settings;
  const attribute = keyAttribute(reentry);
  if (attribute === null) return matched.map((one) => ({ ...one, entryKey: '' }));
  const facts = await loadFacts(db.sql, seal, matched, { ...NOTHING, attributes: new Set([attribute]) });
  return matched.flatMap((one) => {
    const attributes = facts.get(one.id)?.attributes ?? {};
    const entryKey = entryKeyFor(seal, journeyId, reentry, { attributes });
    return entryKey === null ? [] : [{ ...one, entryKey }];
  });
}

const NOTHING = {
  attributes: new Set<string>(),
  lists: new Set<string>(),
  segments: new Set<string>(),
  events: false,
  messages: false,
  journeys: false,
};

const stored = z.object({
  state: z.string(),
  cursor: z.string().nullable(),
  audience: filterSchema,
  journeyId: z.string(),
});

function refOf(cursor: string | null): ContactRef | null {
  if (cursor === null) return null;
  const [lane, id] = cursor.split(':');
  return { lane: Number(lane), id: id! };
}
