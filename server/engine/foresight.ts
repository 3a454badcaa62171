/** Longest that nobody looks for who is due: what a call that got lost, or a clock put forward, may cost, milliseconds. */
export const LOOK = 5_000;

/**
 * When a walker has to look who is due. A look asks every running journey for its first; between two there is nothing to
 * find, because the first to fall due is known by the last, and who is made due sooner calls (`stepwell_due`).
 */
export interface Foresight {
  /** Whether it is time to. `called`: since the last turn. */
  looks(called: boolean): boolean;
  /** A look found nobody left; the first falls due in so many milliseconds, or never. */
  saw(next: number | null): void;
  /** Milliseconds until the next look. */
  left(): number;
  /** What was foreseen is not to be relied on: a turn failed. */
  forget(): void;
}

/** @param now milliseconds of a clock that never goes back; the database's own says who is due. */
export function makeForesight(now: () => number = () => performance.now()): Foresight {
  let until = -Infinity;
  return {
    looks: (called) => called || now() >= until,
    saw: (next) => (until = now() + Math.min(LOOK, next ?? LOOK)),
    left: () => Math.max(0, until - now()),
    forget: () => (until = -Infinity),
  };
}
