import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Graph } from '#core/graph/model.ts';
import { type Filter, filterSchema } from '#core/segment/ast.ts';
import { asksNothingElse, type Candidates } from '#store/audience/candidates.ts';
import { type AudienceDeps, openMatcher, scanAudience } from '#store/audience/scan.ts';
import type { Sql } from '#store/database.ts';
import { enroll, requireOpen } from '#store/enrollments/enroll.ts';
import { entryKeyFor, keyAttribute } from '#store/enrollments/entry-key.ts';
import { cursorText, readCursor } from '#store/entries/cursor.ts';
import { type ContactRef, loadFacts } from '#store/facts/load.ts';
import { startAudience } from './audience.ts';
import { enrollChunk } from './enroll-chunk.ts';
import { liveGraph } from './live-graph.ts';

/**
 * Works off a bulk start: enrolls its audience batch by batch, each batch in one transaction with how far it has
 * come. Killed at any point and run again, it goes on after the last batch that was committed; two at once
 * cannot both take the same batch. A refusal (an ended journey, a rule that no longer means anything) fails it.
 * @param batch contacts per transaction; default 1,000, and 10,000 where none has to leave the database.
 */
export async function runStart(deps: AudienceDeps, id: string, batch?: number): Promise<void> {
  const { sql } = deps.db;
  const [row] = await sql`select state, cursor, audience, journey_id as "journeyId" from starts where id = ${id}`;
  if (!row) throw new Failure('NOT_FOUND', { start: id });
  const start = { id, ...stored.parse(row) };
  if (start.state !== 'waiting' && start.state !== 'running') return;
  try {
    const graph = await liveGraph(sql, start.journeyId);
    const audience = startAudience(graph, start.audience);
    const { candidates } = await openMatcher(deps, audience);
    const inside = asksNothingElse(audience, candidates) && keyAttribute(graph.settings.reentry) === null;
    const at = inside
      ? await enrollInside(sql, start, candidates, batch ?? 10_000)
      : await enrollMatching(deps, start, graph, audience, batch ?? 1000);
    if (at === STOPPED) return;
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

interface Start {
  id: string;
  journeyId: string;
  cursor: string | null;
}

/** Cancelled, or somebody else is at it. */
const STOPPED = Symbol('stopped');

/** Opens and matches contacts here. @returns how far it came */
async function enrollMatching(
  deps: AudienceDeps,
  start: Start,
  graph: Graph,
  audience: Filter,
  batch: number,
): Promise<string | null | typeof STOPPED> {
  let at = start.cursor;
  for await (const { matched, cursor } of scanAudience(deps, audience, { batch, after: readCursor(at) })) {
    const entrants = await withEntryKeys(deps, graph, start.journeyId, matched);
    const next = cursorText(cursor);
    const taken = await take(deps.db.sql, start, at, async (tx) => ({
      enrolled: await enroll(tx, { journeyId: start.journeyId, contacts: entrants }),
      examined: matched.length,
      next,
    }));
    if (taken === STOPPED) return STOPPED;
    at = next;
  }
  return at;
}

/** Enrolls within the database. @returns how far it came */
async function enrollInside(
  sql: AudienceDeps['db']['sql'],
  start: Start,
  candidates: Candidates,
  batch: number,
): Promise<string | null | typeof STOPPED> {
  for (let at = start.cursor; ;) {
    const from = at;
    const taken = await take(sql, start, from, async (tx) => {
      await requireOpen(tx, start.journeyId);
      const { last, ...chunk } = await enrollChunk(tx, start.journeyId, candidates, readCursor(from), batch);
      return { ...chunk, next: last && cursorText(last) };
    });
    if (taken === STOPPED || taken === null) return taken ?? from;
    at = taken;
  }
}

interface Entrant extends ContactRef {
  entryKey: string;
}

/**
 * One batch with how far it brings the start, in one transaction.
 * @returns where the start has come to; null when the batch found nobody.
 */
async function take(
  sql: AudienceDeps['db']['sql'],
  { id }: Start,
  from: string | null,
  work: (tx: Sql) => Promise<{ enrolled: number; examined: number; next: string | null }>,
): Promise<string | null | typeof STOPPED> {
  const [at] = await sql.begin(async (tx) => {
    const held = await tx`
      select 1 from starts
      where id = ${id} and state in ('waiting', 'running') and cursor is not distinct from ${from} for update`;
    if (held.length === 0) return [STOPPED] as const;
    const { enrolled, examined, next } = await work(tx);
    if (next === null) return [null] as const;
    await tx`
      update starts set state = 'running', cursor = ${next}, examined = examined + ${examined},
        enrolled = enrolled + ${enrolled}
      where id = ${id}`;
    return [next] as const;
  });
  return at;
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
