/** Part of every batch that is kept for journeys other than the most urgent, so that they still move. */
const KEPT = 0.25;

/**
 * How many of a batch's remaining places the next journey may take, when `behind` others of lower priority wait too.
 * The most urgent gets all but what is kept for those behind it; what it leaves free goes on to them.
 */
export function shareOf(limit: number, remaining: number, behind: number): number {
  if (behind === 0) return remaining;
  const keptEach = Math.max(1, Math.floor((limit * KEPT) / behind));
  return Math.max(1, remaining - Math.min(keptEach * behind, Math.floor(remaining / 2)));
}
