import type { Filter } from '#core/segment/ast.ts';
import { asksNothingElse, countCandidates } from './candidates.ts';
import { type AudienceDeps, openMatcher, scanAudience } from './scan.ts';

/** A count as far as it got. `matched` is exact when `done`, else `examined` of `total` were looked at. */
export interface AudienceCount {
  matched: number;
  examined: number;
  total: number;
  done: boolean;
}

/**
 * How many contacts a rule matches. With `budgetMs` it stops at the end of the round in which the time ran out and
 * says how far it came, so that a builder can show an estimate at once.
 * @throws Failure SEGMENT_INVALID as `scanAudience` does.
 */
export async function countAudience(
  deps: AudienceDeps,
  filter: Filter,
  { budgetMs = Infinity }: { budgetMs?: number } = {},
): Promise<AudienceCount> {
  const { candidates } = await openMatcher(deps, filter);
  const total = await countCandidates(deps.db.sql, candidates);
  if (asksNothingElse(filter, candidates)) return { matched: total, examined: total, total, done: true };
  const began = performance.now();
  const count = { matched: 0, examined: 0, total, done: false };
  for await (const batch of scanAudience(deps, filter)) {
    count.matched += batch.matched.length;
    count.examined += batch.examined;
    if (count.examined < total && performance.now() - began > budgetMs) return count;
  }
  return { ...count, total: Math.max(total, count.examined), done: true };
}
