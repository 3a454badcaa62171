import type { Graph } from '#core/graph/model.ts';
import type { VersionPlan } from '#core/graph/version-plan.ts';
import type { Needs } from '#core/graph/needs.ts';
import type { CountDelta, VisitRecord } from '#core/run/advance.ts';
import type { ExitReason, Standing, Wake } from '#core/run/state.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import type { Command } from '#core/steps/step.ts';

/** What the walk needs of the outside. The stores implement it; tests may run on them or on another real one. */
export interface WalkWorld {
  /** Runs `work` in one transaction: all of what it saved becomes true, or nothing. */
  batch<T>(work: (batch: WalkBatch) => Promise<T>): Promise<T>;
  /**
   * Applies what earlier transactions noted: changes of contacts, to whoever waits for them; opens and clicks whose minute of
   * being judged is over; newer versions, to whoever stands where they changed something. Returns how much was done; 0 when nothing is left.
   */
  wakePending(): Promise<number>;
  /** When the next contact of a running journey is due, epoch milliseconds; null when none ever is. */
  nextDue(): Promise<number | null>;
  /** Database time, epoch milliseconds. */
  now(): Promise<number>;
  /** Moves the demo clock forward. */
  advanceClock(ms: number): Promise<void>;
  /** Ids, codes and counts only. */
  log: WalkLog;
}

export interface WalkLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

/** One transaction of the walk. */
export interface WalkBatch {
  /**
   * The transaction's time, the journeys that have someone due, and when someone of the other running ones is due next or
   * something else has to be looked at (null: never). `lanes` null means all.
   */
  due(lanes: readonly number[] | null): Promise<{ now: number; journeys: DueJourney[]; next: number | null }>;
  /** Takes up to `limit` due enrollments nobody else holds, the longest due first. They are held until the end. */
  claim(journey: DueJourney, limit: number, now: number, lanes: readonly number[] | null): Promise<Claimed[]>;
  /** A published version. Throws Failure JOURNEY_FILE_INVALID when it cannot be read. */
  version(journeyId: string, version: number): Promise<{ graph: Graph; plan: VersionPlan }>;
  vocabulary(): Promise<Vocabulary>;
  /** A contact whose row cannot be opened is in `unreadable`, one that is gone in neither. */
  facts(
    contacts: readonly { lane: number; id: string }[],
    needs: Needs,
  ): Promise<{ found: Map<string, ContactFacts>; unreadable: Set<string> }>;
  /** Messages queued so far per enrollment and step, for enrollments about to send: what the breaker counts. */
  sent(enrollments: readonly Standing[]): Promise<Map<string, Map<string, number>>>;
  /** Enrolls contacts of this batch in other journeys, by name; answers, in order, whether each got in. */
  enter(entries: readonly JourneyEntry[], now: number): Promise<Entered[]>;
  save(moves: readonly Move[], now: number): Promise<{ messages: number }>;
  /**
   * Stops a journey until a person resumes it, and raises the alarm; `reason` is a failure code shown beside it, `fault`
   * where in it the trouble is. It will go on without the `offenders`: they are set aside at the next look.
   */
  pause(
    journeyId: string,
    reason: PauseReason,
    about: { fault: Fault | null; offenders: readonly Standing[] },
  ): Promise<void>;
}

/** Why the engine stops a journey: it sent too much, or its graph, a rule or an attribute it uses cannot be understood. */
export type PauseReason = 'BREAKER_OPEN' | 'JOURNEY_FILE_INVALID' | 'SEGMENT_INVALID' | 'ATTRIBUTE_INVALID';

/** Where a journey cannot be understood: ids, paths and codes, never a value. */
export interface Fault {
  version: number;
  step: string | null;
  /** A code such as `config` or `unknown-type`, and the path of the setting or the type it is about. */
  problem: string;
  at: string | null;
}

export interface DueJourney {
  id: string;
  /** Newest published version. */
  version: number;
  /** 1 drains first. */
  priority: number;
  /** An ended journey's people are taken out. */
  state: 'live' | 'ended';
}

/** An enrollment as claimed. */
export interface Claimed {
  standing: Standing;
  /** The version by which it walked last; null when it has not begun. */
  version: number | null;
  /** The version by which it walks now: the newest, unless one before asked that it stay (core/run/fate.ts). */
  follows: number;
  /** What woke it, oldest first; empty when its time came. */
  wakes: Wake[];
  /** A code, when it is to be set aside untried. */
  problem: string | null;
}

/** Where an enrollment stood, where it stands now, and what happened between. */
export interface Move {
  before: Standing;
  after: Standing;
  /** The version by which it walked; null when it was taken out before it began. */
  version: number | null;
  priority: number;
  visits: readonly VisitRecord[];
  commands: readonly Command[];
  counts: readonly CountDelta[];
  /** Why a poison enrollment was set aside: a code, never a value. */
  problem: string | null;
}

export interface JourneyEntry {
  lane: number;
  contactId: string;
  /** By name. */
  journey: string;
}

/** `yes`, or the reason for which the contact's go-to ended instead. */
export type Entered = 'yes' | Extract<ExitReason, 'already_entered' | 'journey_ended'>;
