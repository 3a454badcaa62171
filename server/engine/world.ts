import type { Graph } from '#core/graph/model.ts';
import type { Needs } from '#core/graph/needs.ts';
import type { CountDelta, VisitRecord } from '#core/run/advance.ts';
import type { ExitReason, Standing, Wake } from '#core/run/state.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import type { Command } from '#core/steps/step.ts';

/** What the walk needs of the outside. The stores implement it; tests may run on them or on another real one. */
export interface WalkWorld {
  /** Runs `work` in one transaction: all of what it saved becomes true, or nothing. */
  batch<T>(work: (batch: WalkBatch) => Promise<T>): Promise<T>;
  /** Applies changes noted by earlier transactions to whoever waits for them. Returns how many notes were read. */
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
  /** The transaction's time, and the journeys that have someone due. `lanes` null means all. */
  due(lanes: readonly number[] | null): Promise<{ now: number; journeys: DueJourney[] }>;
  /** Takes up to `limit` due enrollments nobody else holds, the longest due first. They are held until the end. */
  claim(journey: DueJourney, limit: number, now: number, lanes: readonly number[] | null): Promise<Claimed[]>;
  graph(journeyId: string, version: number): Promise<Graph>;
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
   * Stops a journey until a person resumes it, and raises the alarm; `reason` is a failure code shown beside it. It
   * will go on without the `offenders`: they are set aside at the next look.
   */
  pause(journeyId: string, reason: PauseReason, offenders: readonly Standing[]): Promise<void>;
}

/** Why the engine stops a journey: it sent too much, or its graph, a rule or an attribute it uses cannot be understood. */
export type PauseReason = 'BREAKER_OPEN' | 'JOURNEY_FILE_INVALID' | 'SEGMENT_INVALID' | 'ATTRIBUTE_INVALID';

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
  pinnedVersion: number | null;
  /** What woke it, oldest first; empty when its time came. */
  wakes: Wake[];
  /** A code, when it is to be set aside untried. */
  problem: string | null;
}

/** Where an enrollment stood, where it stands now, and what happened between. */
export interface Move {
  before: Standing;
  after: Standing;
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
