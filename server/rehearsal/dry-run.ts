import { Failure } from '#core/failure.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { NO_PLAN } from '#core/graph/version-plan.ts';
import { type Tally, settle } from '#core/run/tally.ts';
import type { Services } from '#api/services.ts';
import { type AudienceDeps, scanAudience } from '#store/audience/scan.ts';
import { finishDryRun, progressDryRun } from '#store/dry-runs/write.ts';
import { readWork } from '#store/dry-runs/read.ts';
import { entrantsOf } from '#store/enrollments/entrants.ts';
import { type ContactRef, loadFacts } from '#store/facts/load.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { openJourneys } from '#store/journeys/open.ts';
import { startAudience } from '#store/starts/audience.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { openPlanner } from '../delivery/plan.ts';
import { type Rehearsed, walkOne } from './walk-people.ts';

/** Contacts whose facts are held at a time; their walks are in memory and touch nothing. */
const BATCH = 2000;

/**
 * Works off a dry run: everyone of its audience walks the drawing on a virtual clock, batch by batch, and only counts are
 * kept. It writes to its own row and nowhere else. Killed at any point and run again, it goes on after the last batch that
 * was kept.
 */
export async function runDryRun(services: Services, id: string, batch = BATCH): Promise<void> {
  const { sql } = services.db;
  const run = await readWork(sql, id);
  if (run.state !== 'waiting' && run.state !== 'running') return;
  let cursor = run.cursor;
  try {
    const prepared = prepare(run.graph);
    const vocabulary = await loadVocabulary(sql);
    const plan = run.version === null ? NO_PLAN : (await readVersion(sql, run.journeyId, run.version)).plan;
    const planner = await openPlanner(services, { id: run.journeyId, prepared, plan, vocabulary });
    const needs = needsOf(prepared, vocabulary);
    for (const key of planner.attributes) needs.attributes.add(key);
    const open = await openJourneys(sql);
    const { journeyId, startAt: start, assumptions: assumed } = run;
    const world: Rehearsed = { journeyId, prepared, vocabulary, start, assumed, planner, open };
    const sum = run.result;
    const deps: AudienceDeps = services;
    const after = refOf(cursor);
    for await (const round of scanAudience(deps, startAudience(run.graph, run.audience), { batch, after })) {
      const { db, seal } = services;
      const who = run.onlyNew ? await onlyEntrants(services, run, round.matched, sum) : round.matched;
      const facts = await loadFacts(db.sql, seal, who, needs, () => sum.left.unreadable++);
      const mailboxes = await planner.mailboxes(facts.values());
      for (const [contactId, one] of facts) walkOne(world, one, mailboxes.get(contactId)!, sum);
      const to = `${round.cursor.lane}:${round.cursor.id}`;
      const step = { id, from: cursor, to, examined: round.matched.length, result: settle(sum) };
      if (!(await progressDryRun(sql, step))) return;
      cursor = to;
    }
    await finishDryRun(sql, { id, cursor, problem: null });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await finishDryRun(sql, { id, cursor, problem: error.code });
  }
}

/** Those whom a start would let in now; the others are only counted. */
async function onlyEntrants(
  services: Services,
  run: Awaited<ReturnType<typeof readWork>>,
  matched: readonly ContactRef[],
  sum: Tally,
): Promise<ContactRef[]> {
  const { entrants, keyless } = await entrantsOf(services, run.graph, run.journeyId, matched);
  sum.left.keyless += keyless;
  sum.left.already += matched.length - keyless - entrants.length;
  return entrants;
}

function refOf(cursor: string | null): ContactRef | null {
  if (cursor === null) return null;
  const [lane, id] = cursor.split(':');
  return { lane: Number(lane), id: id! };
}
