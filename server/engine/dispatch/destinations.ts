/**
 * Work in flight, by destination: at most `parallel` deliveries to one domain at a time and `total` in all, the rest
 * waiting here; a domain whose queue is long is `busy`, and nothing more is claimed for it. So a slow domain holds up
 * only itself.
 */
export class Destinations {
  readonly #parallel: number;
  readonly #total: number;
  readonly #waiting: number;
  readonly #queues = new Map<string, { running: number; queue: (() => Promise<void>)[] }>();
  #running = 0;
  #held = 0;
  #wake: (() => void)[] = [];

  constructor(limits: { parallel: number; total: number; waiting: number }) {
    this.#parallel = limits.parallel;
    this.#total = limits.total;
    this.#waiting = limits.waiting;
  }

  /** Messages held by this worker. */
  get held(): number {
    return this.#held;
  }

  /** Domains that should get no more for now. */
  busy(): string[] {
    return [...this.#queues].filter(([, one]) => one.queue.length >= this.#waiting / 2).map(([domain]) => domain);
  }

  /** Takes a delivery in; false when its domain has as many waiting as it may. */
  add(domain: string, work: () => Promise<void>): boolean {
    let one = this.#queues.get(domain);
    if (!one) this.#queues.set(domain, (one = { running: 0, queue: [] }));
    if (one.queue.length >= this.#waiting) return false;
    one.queue.push(work);
    this.#held++;
    this.#start();
    return true;
  }

  /** Resolves when a delivery ends, so that there is room for more. */
  room(): Promise<void> {
    return new Promise((done) => this.#wake.push(done));
  }

  #start(): void {
    for (const [domain, one] of this.#queues) {
      while (this.#running < this.#total && one.running < this.#parallel && one.queue.length > 0) {
        const work = one.queue.shift()!;
        one.running++;
        this.#running++;
        void work().finally(() => this.#ended(domain, one));
      }
    }
  }

  #ended(domain: string, one: { running: number; queue: unknown[] }): void {
    one.running--;
    this.#running--;
    this.#held--;
    // Taking turns: who was just served goes to the end.
    this.#queues.delete(domain);
    if (one.running > 0 || one.queue.length > 0)
      this.#queues.set(domain, one as { running: number; queue: (() => Promise<void>)[] });
    const wake = this.#wake;
    this.#wake = [];
    for (const done of wake) done();
    this.#start();
  }
}
