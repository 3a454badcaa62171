import { Failure } from '#core/failure.ts';
import { NO_PLAN } from '#core/graph/version-plan.ts';
import type { Services } from '#api/services.ts';
import { readWork } from '#store/dry-runs/read.ts';
import { finishDryRun, progressDryRun } from '#store/dry-runs/write.ts';
import type { ContactRef } from '#store/facts/load.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { REHEARSED_AT_ONCE, rehearseAudience } from './rehearse-audience.ts';

/**
 * Works off a dry run: everyone of its audience walks the drawing on a virtual clock, batch by batch, and only counts are
 * kept. It writes to its own row and nowhere else. Killed at any point and run again, it goes on after the last batch that
 * was kept.
 */
export async function runDryRun(services: Services, id: string, batch = REHEARSED_AT_ONCE): Promise<void> {
  const { sql } = services.db;
  const run = await readWork(sql, id);
  if (run.state !== 'waiting' && run.state !== 'running') return;
  let cursor = run.cursor;
  try {
    const plan = run.version === null ? NO_PLAN : (await readVersion(sql, run.journeyId, run.version)).plan;
    const { result } = run;
    for await (const round of rehearseAudience(services, { ...run, plan, after: refOf(cursor) }, result, batch)) {
      const to = `${round.cursor.lane}:${round.cursor.id}`;
      if (!(await progressDryRun(sql, { id, from: cursor, to, examined: round.matched, result }))) return;
      cursor = to;
    }
    await finishDryRun(sql, { id, cursor, problem: null });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await finishDryRun(sql, { id, cursor, problem: error.code });
  }
}

function refOf(cursor: string | null): ContactRef | null {
  if (cursor === null) return null;
  const [lane, id] = cursor.split(':');
  return { lane: Number(lane), id: id! };
}
