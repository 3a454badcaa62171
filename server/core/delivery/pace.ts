/** How fast one destination is sent to. Times are epoch milliseconds. */
export interface Pace {
  /** Deliveries under way at a time. */
  parallel: number;
  /** Nothing is started before this. */
  notBefore: number;
  /** How often in a row it asked for less. */
  setbacks: number;
  /** Deliveries that went well since it was last changed. */
  well: number;
}

const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 600_000;
/** So many good deliveries per one that may be under way let one more be. */
const WELL_PER_STEP = 8;

export function freshPace(parallel: number): Pace {
  return { parallel, notBefore: 0, setbacks: 0, well: 0 };
}

/**
 * The pace after an answer: half of it and a pause, longer each time, when the server asked for less; slowly back up to
 * `most` when all goes well. Answers that come during a pause belong to the same burst and change nothing more.
 */
export function nextPace(
  pace: Pace,
  answer: 'slow-down' | 'well',
  { most, now, jitter }: { most: number; now: number; jitter: number },
): Pace {
  if (answer === 'slow-down') {
    if (now < pace.notBefore) return pace;
    const pause = Math.min(FIRST_PAUSE * 2 ** pace.setbacks, LONGEST_PAUSE) * (0.8 + 0.4 * jitter);
    return {
      parallel: Math.max(1, Math.floor(Math.min(pace.parallel, most) / 2)),
      notBefore: now + pause,
      setbacks: Math.min(pace.setbacks + 1, 10),
      well: 0,
    };
  }
  if (pace.parallel >= most) return { ...pace, parallel: most, setbacks: 0, well: 0 };
  if (pace.well + 1 < pace.parallel * WELL_PER_STEP) return { ...pace, well: pace.well + 1 };
  return { ...pace, parallel: pace.parallel + 1, setbacks: Math.max(0, pace.setbacks - 1), well: 0 };
}

/**
 * Whether an answer asks us to send less: 421, or a temporary one that speaks of load, connections or rates (RFC 3463;
 * 4.7.28, 4.7.5xx and 4.7.6xx are what the largest providers say). Greylisting and full mailboxes are the recipient's
 * affair: those messages take their own turn, and the others need not wait.
 */
export function asksForLess(code: number, enhanced: string | null): boolean {
  if (code === 421) return true;
  return code >= 400 && code < 500 && enhanced !== null && /^4\.(3\.[12]|4\.5|5\.3|7\.28|7\.[56]\d\d)$/.test(enhanced);
}
