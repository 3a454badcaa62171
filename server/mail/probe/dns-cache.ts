/** What a name server said, for as long as it said it holds. */
interface Kept<T> {
  until: number;
  value: T;
}

const MOST = 20_000;

/**
 * Answers by question, each until its time to live has passed; whoever asks while the same question is under way waits
 * for that answer. Failures are kept for a moment only, so that a thousand messages to a silent domain ask once.
 */
export class DnsCache<T> {
  readonly #kept = new Map<string, Kept<T>>();
  readonly #failed = new Map<string, Kept<unknown>>();
  readonly #running = new Map<string, Promise<T>>();
  readonly #now: () => number;
  readonly #failureMs: number;

  constructor(options: { now: () => number; failureMs: number }) {
    this.#now = options.now;
    this.#failureMs = options.failureMs;
  }

  /** `ask` also says for how long its answer holds, milliseconds; 0 keeps nothing. */
  get(key: string, ask: () => Promise<{ value: T; holdsMs: number }>): Promise<T> {
    const kept = fresh(this.#kept, key, this.#now());
    if (kept) return Promise.resolve(kept.value);
    const failed = fresh(this.#failed, key, this.#now());
    if (failed) return Promise.reject(failed.value);
    const running = this.#running.get(key);
    if (running) return running;
    const asked = ask()
      .then(({ value, holdsMs }) => {
        if (holdsMs > 0) put(this.#kept, key, { until: this.#now() + holdsMs, value });
        return value;
      })
      .catch((error: unknown) => {
        if (this.#failureMs > 0) put(this.#failed, key, { until: this.#now() + this.#failureMs, value: error });
        throw error;
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, asked);
    return asked;
  }
}

function fresh<V>(map: Map<string, Kept<V>>, key: string, now: number): Kept<V> | null {
  const found = map.get(key);
  if (!found) return null;
  if (found.until > now) return found;
  map.delete(key);
  return null;
}

function put<V>(map: Map<string, Kept<V>>, key: string, entry: Kept<V>): void {
  map.delete(key);
  if (map.size >= MOST) map.delete(map.keys().next().value!);
  map.set(key, entry);
}
