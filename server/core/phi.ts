/** How sensitive a value is (delivery.md): none, limited, PHI, heightened (42 CFR Part 2, HIV, mental health …). */
export const phiClasses = ['P0', 'P1', 'P2', 'P3'] as const;
export type PhiClass = (typeof phiClasses)[number];

/** The highest class of those given; P0 for none. */
export function highestClass(classes: Iterable<PhiClass>): PhiClass {
  let highest = 0;
  for (const one of classes) highest = Math.max(highest, phiClasses.indexOf(one));
  return phiClasses[highest] ?? 'P2';
}

/** True when `a` is at least as sensitive as `b`. */
export function atLeastClass(a: PhiClass, b: PhiClass): boolean {
  return phiClasses.indexOf(a) >= phiClasses.indexOf(b);
}

const REDACTED = '[PHI]';

/**
 * A value about a patient. Printing, string-concatenating or serialising it yields `[PHI]`; only `reveal(…)`
 * gives the value, so every place that does can be found with one search.
 */
export class Phi<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  static reveal<T>(phi: Phi<T>): T {
    return phi.#value;
  }
  toString(): string {
    return REDACTED;
  }
  toJSON(): string {
    return REDACTED;
  }
  [Symbol.toPrimitive](): string {
    return REDACTED;
  }
  /** Node's console and util.inspect call this. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

export function phi<T>(value: T): Phi<T> {
  return new Phi(value);
}

/** The one door out of `Phi`. Each caller is responsible for where the value goes next. */
export function reveal<T>(value: Phi<T>): T {
  return Phi.reveal(value);
}
