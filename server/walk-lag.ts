/** How late enrollments were claimed, without keeping each: counts in buckets that grow by a fifth, from 1 ms to a day. */
export interface WalkLag {
  /** A batch just claimed: when each was due and the time of the claim, epoch milliseconds. */
  note(claimed: readonly { standing: { dueAt: number | null } }[], now: number): void;
  /** The figures since the last call. Milliseconds; null when nobody was claimed. */
  take(): { claimed: number; p50: number | null; p99: number | null };
}

const GROWTH = Math.log(1.2);
const BUCKETS = 100;

export function openWalkLag(): WalkLag {
  let counts = new Float64Array(BUCKETS);
  let claimed = 0;
  return {
    note(batch, now) {
      for (const { standing } of batch) {
        const late = Math.max(1, now - (standing.dueAt ?? now));
        counts[Math.min(BUCKETS - 1, Math.floor(Math.log(late) / GROWTH))]!++;
      }
      claimed += batch.length;
    },
    take() {
      const taken = { claimed, p50: percentile(counts, claimed, 0.5), p99: percentile(counts, claimed, 0.99) };
      counts = new Float64Array(BUCKETS);
      claimed = 0;
      return taken;
    },
  };
}

function percentile(counts: Float64Array, total: number, share: number): number | null {
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, n] of counts.entries()) {
    seen += n;
    if (seen >= total * share) return Math.round(Math.exp((bucket + 1) * GROWTH));
  }
  return null;
}
