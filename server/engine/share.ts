/** Part of every batch that is kept for journeys other than the most urgent, so that they still move. */
const KEPT = 0.25;

/**
 * How many of a batch's remaining places the next journey may take. `peers` others of its priority and `behind` of
 * lower ones still wait. The most urgent get all but what is kept for those behind them, in equal parts; what one leaves
 * free goes on to the next.
 */
export function shareOf(
  limit: number,
  remaining: number,
  { peers, behind }: { peers: number; behind: number },
): number {
  const kept =
    behind === 0 ? 0 : Math.min(Math.max(1, Math.floor((limit * KEPT) / behind)) * behind, Math.floor(remaining / 2));
  return Math.max(1, Math.ceil((remaining - kept) / (peers + 1)));
}
