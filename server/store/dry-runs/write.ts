import type { Tally } from '#core/run/tally.ts';
import type { Sql } from '#store/database.ts';

/**
 * Keeps how far a dry run has come. False when it was cancelled, or somebody else is at it: the batch just walked
 * counts for nothing then, and its walker stops.
 */
export async function progressDryRun(
  sql: Sql,
  step: { id: string; from: string | null; to: string; examined: number; result: Tally },
): Promise<boolean> {
  const done = await sql`
    update dry_runs set state = 'running', cursor = ${step.to}, examined = examined + ${step.examined},
      result = ${JSON.stringify(step.result)}::text::jsonb
    where id = ${step.id} and state in ('waiting', 'running') and cursor is not distinct from ${step.from}`;
  return done.count > 0;
}

/** Ends it as done, or as failed for a reason: a code. Changes nothing when it is over already. */
export async function finishDryRun(
  sql: Sql,
  end: { id: string; cursor: string | null; problem: string | null },
): Promise<void> {
  await sql`
    update dry_runs set state = ${end.problem === null ? 'done' : 'failed'}, problem = ${end.problem},
      finished_at = stepwell_now()
    where id = ${end.id} and state in ('waiting', 'running')
      and (${end.problem !== null} or cursor is not distinct from ${end.cursor})`;
}

/** Stops it after the batch under way; what was counted stays. False when it was over already. */
export async function cancelDryRun(sql: Sql, id: string): Promise<boolean> {
  const done = await sql`
    update dry_runs set state = 'cancelled', finished_at = stepwell_now()
    where id = ${id} and state in ('waiting', 'running')`;
  return done.count > 0;
}
