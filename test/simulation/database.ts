import type { Graph } from '#core/graph/model.ts';
import type { VisitRecord } from '#core/run/advance.ts';
import type { Standing, Wake } from '#core/run/state.ts';
import type { AttributeValue, EventFact, MessageFact } from '#core/segment/fields.ts';

/** A contact as committed. Replaced, never changed, so that whoever read it keeps what was true then. */
export interface ContactRow {
  id: string;
  lane: number;
  attributes: Readonly<Record<string, AttributeValue>>;
  segments: ReadonlySet<string>;
  /** `seq`: the commit it came in, or was judged in; `machine`: what the judgement will say of one that is held. */
  events: readonly (EventFact & { seq: number; machine?: boolean })[];
  messages: readonly MessageFact[];
  /** Attribute changes, with the commit they came in, when, and the enrollment whose own step made them. */
  changes: readonly { attribute: string; seq: number; at: number; by: string | null }[];
}

export interface EnrollmentRow {
  standing: Standing;
  /** The version it walked by last; null before it began. */
  version: number | null;
  wakes: readonly Wake[];
  /** The commit in which it came to where it stands. */
  seq: number;
}

export interface JourneyRow {
  id: string;
  graph: Graph;
  priority: number;
  state: 'live' | 'paused' | 'ended';
}

export interface MessageRow {
  enrollment: string;
  step: string;
  visit: number;
}

/** A note of a change that may wake somebody. */
export interface Note {
  id: number;
  contact: string;
  keys: readonly string[];
  by: string | null;
  at: number;
  /** The commit of a change of an attribute. */
  mark?: number;
}

/** One transaction: what it will do at its commit, and what it holds until then. */
export interface Transaction {
  effects: (() => void)[];
  locks: Set<string>;
  /** What each contact looked like when the walk read it, each time; null when it was gone. */
  saw: Map<string, (ContactRow | null)[]>;
  open: boolean;
}

/**
 * What the stores promise of PostgreSQL at READ COMMITTED, in memory: a statement sees what is committed when it runs,
 * writes are seen by nobody until the commit and leave no trace without it, a row is locked by one transaction at a
 * time until that ends, and a unique key holds.
 */
export class Database {
  clock: number;
  /** Counts commits. */
  seq = 0;
  /** Grows with all that may give somebody something to do. */
  news = 0;
  readonly journeys = new Map<string, JourneyRow>();
  readonly contacts = new Map<string, ContactRow>();
  readonly enrollments = new Map<string, EnrollmentRow>();
  readonly messages: MessageRow[] = [];
  readonly visits: (VisitRecord & { enrollment: string })[] = [];
  /** Where the enrollments of deleted contacts stood: the rows are gone, the counters stay. */
  readonly gone: Standing[] = [];
  readonly counts = new Map<string, number>();
  notes: Note[] = [];
  noteIds = 0;
  readonly #locks = new Map<string, Transaction>();

  constructor(clock: number) {
    this.clock = clock;
  }

  begin(): Transaction {
    return { effects: [], locks: new Set(), saw: new Map(), open: true };
  }

  lockedByOther(key: string, tx: Transaction): boolean {
    const holder = this.#locks.get(key);
    return holder !== undefined && holder !== tx;
  }

  lock(key: string, tx: Transaction): void {
    this.#locks.set(key, tx);
    tx.locks.add(key);
  }

  commit(tx: Transaction): void {
    this.seq++;
    for (const effect of tx.effects) effect();
    this.#end(tx);
  }

  rollback(tx: Transaction): void {
    if (tx.open) this.#end(tx);
  }

  putMessage(row: MessageRow, unique: boolean): boolean {
    const same = (one: MessageRow) =>
      one.enrollment === row.enrollment && one.step === row.step && one.visit === row.visit;
    if (unique && this.messages.some(same)) return false;
    this.messages.push(row);
    return true;
  }

  count(key: string, n: number): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + n);
  }

  #end(tx: Transaction): void {
    tx.open = false;
    for (const key of tx.locks) this.#locks.delete(key);
    // One that did nothing and held nothing is no news.
    if (tx.effects.length > 0 || tx.locks.size > 0) this.news++;
  }
}
