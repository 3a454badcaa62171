/** How fast each destination may be worked for; everything at once where nothing is said. */
export interface Pacing {
  parallel(domain: string): number;
  /** Milliseconds until the next piece of work for it may start. */
  wait(domain: string): number;
  started(domain: string): void;
  /** Pieces of work that may be started for it in the next so many milliseconds, besides `parallel`. */
  within(domain: string, ms: number): number;
  /** Domains that must wait for long. */
  resting(): string[];
}

interface Work {
  run(): Promise<void>;
  /** Told that it will not be run here after all. */
  putBack: (() => void) | null;
}

interface Queue {
  waiting: Work[];
  running: number;
  /** When the ones under way began, oldest first. */
  began: { at: number; slow: boolean }[];
}

/** Work that takes longer than this holds up its own domain and no other. */
const SLOW_MS = 5_000;
/** So many slow ones; beyond that they take up places like any other. */
const MOST_SLOW = 256;
/** What cannot be begun within this is better put back. */
const LONG_WAIT_MS = 5_000;
const LOOK_MS = 1_000;
/** Of how long work takes, the last piece counts for so much. */
const NEWEST = 0.2;

/**
 * Work in flight, by destination: a few pieces for one domain at a time and `total` in all, the rest waiting here. A slow
 * domain holds up only itself: what takes long gives its place to others, what waits behind it is put back, and nothing
 * more is claimed for it while it is `busy`.
 */
export class Destinations {
  readonly #parallel: number;
  readonly #total: number;
  readonly #waiting: number;
  readonly #pacing: Pacing | null;
  readonly #queues = new Map<string, Queue>();
  /** How long work for a domain takes, milliseconds. */
  readonly #takes = new Map<string, number>();
  #running = 0;
  #held = 0;
  #slow = 0;
  #wake: (() => void)[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(limits: { parallel: number; total: number; waiting: number }, pacing: Pacing | null = null) {
    this.#parallel = limits.parallel;
    this.#total = limits.total;
    this.#waiting = limits.waiting;
    this.#pacing = pacing;
  }

  /** Pieces of work here that take up room. */
  get held(): number {
    return this.#held;
  }

  /** The slow ones too. */
  get open(): number {
    return this.#held + this.#slow;
  }

  /** Domains that should get no more for now. */
  busy(): string[] {
    const crowded = [...this.#queues].filter(
      ([domain, one]) => one.waiting.length >= this.#room(domain) / 2 || isStuck(one),
    );
    return [...new Set([...crowded.map(([domain]) => domain), ...(this.#pacing?.resting() ?? [])])];
  }

  /** Takes work in; false when its domain has as much waiting as it may. `putBack` is told when it cannot be done soon. */
  add(domain: string, run: () => Promise<void>, putBack: (() => void) | null = null): boolean {
    const one = this.#queues.get(domain) ?? { waiting: [], running: 0, began: [] };
    if (one.waiting.length >= this.#room(domain) || (putBack && this.#mustRest(domain, one))) return false;
    this.#queues.set(domain, one);
    one.waiting.push({ run, putBack });
    this.#held++;
    this.#start();
    return true;
  }

  /** Puts back all that must wait, for one who is about to stop. */
  clear(): void {
    for (const [domain, one] of this.#queues)
      if ((this.#pacing?.wait(domain) ?? 0) > 0 || isStuck(one)) this.#putBack(domain, one, 0);
  }

  /** Resolves when work ends or gives up its place, so that there is room for more. */
  room(): Promise<void> {
    return new Promise((done) => this.#wake.push(done));
  }

  #start(): void {
    for (const [domain, one] of this.#queues) {
      const parallel = this.#pacing?.parallel(domain) ?? this.#parallel;
      while (this.#running < this.#total && one.running < parallel && one.waiting.length > 0) {
        if (this.#pacing && this.#pacing.wait(domain) > 0) break;
        this.#pacing?.started(domain);
        this.#begin(domain, one, one.waiting.shift()!);
      }
    }
    if (this.#timer === null && this.#queues.size > 0)
      this.#timer = setTimeout(() => this.#look(), this.#soonest()).unref();
  }

  #begin(domain: string, one: Queue, work: Work): void {
    const began = { at: Date.now(), slow: false };
    one.running++;
    one.began.push(began);
    this.#running++;
    void work.run().finally(() => {
      one.running--;
      one.began.splice(one.began.indexOf(began), 1);
      this.#learn(domain, Date.now() - began.at);
      if (began.slow) this.#slow--;
      else {
        this.#running--;
        this.#held--;
      }
      // Taking turns: who was just served goes to the end.
      this.#queues.delete(domain);
      if (one.running > 0 || one.waiting.length > 0) this.#queues.set(domain, one);
      this.#told();
      this.#start();
    });
  }

  /** Looks after what time alone changes: slow work, pauses that begin or end. */
  #look(): void {
    this.#timer = null;
    const now = Date.now();
    let changed = false;
    for (const [domain, one] of this.#queues) {
      for (const began of one.began) {
        if (began.slow || now - began.at < SLOW_MS || this.#slow >= MOST_SLOW) continue;
        began.slow = true;
        this.#slow++;
        this.#running--;
        this.#held--;
        changed = true;
      }
      const room = this.#mustRest(domain, one) ? 0 : this.#room(domain);
      changed = this.#putBack(domain, one, room) || changed;
    }
    if (changed) this.#told();
    this.#start();
  }

  /** Puts back what waits beyond `room`, the newest first. */
  #putBack(domain: string, one: Queue, room: number): boolean {
    const back = one.waiting.filter(({ putBack }, i) => putBack && i >= room);
    if (back.length === 0) return false;
    one.waiting = one.waiting.filter((work) => !back.includes(work));
    this.#held -= back.length;
    for (const { putBack } of back) putBack?.();
    if (one.running === 0 && one.waiting.length === 0) this.#queues.delete(domain);
    return true;
  }

  /** How much may wait for a domain: what can be begun soon, by how long it takes and how much it may be sent. */
  #room(domain: string): number {
    const takes = this.#takes.get(domain);
    const parallel = this.#pacing?.parallel(domain) ?? this.#parallel;
    const byTime = takes === undefined ? this.#waiting : Math.ceil((parallel * LONG_WAIT_MS) / Math.max(1, takes));
    const byPace = this.#pacing?.within(domain, LONG_WAIT_MS) ?? this.#waiting;
    return Math.max(1, Math.min(this.#waiting, byTime, byPace));
  }

  #learn(domain: string, ms: number): void {
    if (this.#takes.size > 10_000) this.#takes.clear();
    this.#takes.set(domain, (this.#takes.get(domain) ?? ms) * (1 - NEWEST) + ms * NEWEST);
  }

  #mustRest(domain: string, one: Queue): boolean {
    return isStuck(one) || (this.#pacing?.wait(domain) ?? 0) > LONG_WAIT_MS;
  }

  /** When something can next be started that only has to wait a little. */
  #soonest(): number {
    let soonest = LOOK_MS;
    if (this.#pacing)
      for (const [domain, one] of this.#queues)
        if (one.waiting.length > 0) soonest = Math.min(soonest, this.#pacing.wait(domain) || LOOK_MS);
    return Math.max(5, soonest);
  }

  #told(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const done of wake) done();
  }
}

/** Everything under way for it is slow: what waits behind that would wait for long. */
function isStuck({ began }: Queue): boolean {
  return began.length > 0 && began.every(({ slow }) => slow);
}
