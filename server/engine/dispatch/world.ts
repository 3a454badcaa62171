import type { Assurance, Decision, DeliveryFacts, Method } from '#core/delivery/facts.ts';
import type { PhiClass } from '#core/phi.ts';
import type { SendCommand } from '#core/steps/step.ts';
import type { DestinationLimits } from './paces.ts';

/** A message this worker holds. `attempt` and the worker's name are the lease: every write names both. */
export interface ClaimedMessage extends Omit<SendCommand, 'kind'> {
  lane: number;
  contactId: string;
  id: string;
  enrollmentId: string;
  journeyId: string;
  /** Of the journey, by which the contact walked when it was queued; null takes the newest. */
  version: number | null;
  /** The message this is the one resend of. */
  resendOf: string | null;
  /** Ordinal of this attempt, from 1. */
  attempt: number;
  /** When the first attempt began, this one if there was none before; epoch milliseconds. Deadlines count from it. */
  firstAt: number;
}

/** Where a message ends, or rests. */
export type FinalState = 'sent' | 'deferred' | 'bounced' | 'dropped' | 'held' | 'failed' | 'refused' | 'in_doubt';

/** Why it was stopped before any connection: a guard, an unverified sender, a value the template misses … */
export interface Refusal {
  state: Extract<FinalState, 'refused' | 'held' | 'failed'>;
  /** A code, never a value. */
  reason: string;
}

/** A claimed message with all that is known before a connection. `Letter` is opaque here: what would be sent. */
export interface Prepared<Letter> {
  message: ClaimedMessage;
  refusal: Refusal | null;
  /** Recipient's domain, lower case; null when the address cannot be used. */
  domain: string | null;
  /** Facts with the connection's part still unmeasured. */
  facts: DeliveryFacts;
  /** Assurance below which TLS alone will not do, so another mail host is worth trying; T1 where none ever will. */
  wanted: Assurance;
  letter: Letter | null;
  phi: PhiClass | null;
}

/** A sealed message as the engine sees it. */
export interface SealedMessage {
  method: Exclude<Method, 'drop'>;
  sha256: Uint8Array;
}

export type SendPhase = 'mail' | 'rcpt' | 'data' | 'dot';
export interface SendReply {
  code: number;
  enhanced: string | null;
  queueId: string | null;
}

/** How handing it over ended. `in-doubt`: the final dot went out and no answer came. */
export type SendResult = { transcript: string } &
  /** `requireTls`: the server promised to hand it on over a proven connection only (RFC 8689). */
  (
    | { kind: 'accepted'; reply: SendReply; requireTls?: true }
    | { kind: 'rejected'; phase: SendPhase; reply: SendReply; requireTls?: true }
    /** `stale`: the connection had waited for work and was over before anything was said; a new one will do, at once. */
    | { kind: 'lost'; phase: SendPhase; stale?: true }
    | { kind: 'in-doubt' }
  );

/** A gated connection, borrowed for one message. */
export interface Line<Sealed extends SealedMessage> {
  send(message: Sealed, beforeDot: () => Promise<void>): Promise<SendResult>;
  giveBack(): void;
}

/** What trying to reach a domain gave. `record` goes into the evidence: DNS answers, host, TLS. */
export type Reach<Sealed extends SealedMessage> =
  /** A measured connection; below T1 there is none to send on. */
  | {
      kind: 'reached';
      line: Line<Sealed> | null;
      assurance: Assurance;
      suspectedMitm: boolean;
      /** It leads to a relay that does not prove the last hop. */
      relayUnproven?: true;
      record: Record<string, unknown>;
    }
  | { kind: 'no-mail'; address: 'invalid' | 'null-mx'; record: Record<string, unknown> }
  /** Nobody answered; a code such as `dns-timeout`, `connect`. */
  | { kind: 'unreachable'; reason: string; record: Record<string, unknown> };

/** The first half of an attempt's evidence, written before anything is sent. */
export interface Intent {
  facts: DeliveryFacts;
  decision: Decision;
  reach: Record<string, unknown> | null;
  startedAt: number;
}

export interface Outcome {
  state: FinalState;
  reason: string;
  /** Method decided on, when one was. */
  method: Method | 'none' | null;
  reply: SendReply | null;
  transcript: string | null;
  /** The server promised to hand it on over a proven connection only (RFC 8689). */
  requireTls: boolean;
  /** Deferred only: milliseconds from now. */
  retryInMs: number | null;
  /** Deferred only: the next attempt goes to the portal (the server found it too large). */
  portalNext: boolean;
  /** What the contact's timeline and waiting steps are told. */
  event: 'delivered' | 'bounce' | null;
  /** The address itself is bad: suppress it everywhere. */
  suppress: boolean;
  /** Present unless it was already written before sending. */
  intent: Intent | null;
}

export interface Finished<Letter> {
  prepared: Prepared<Letter>;
  outcome: Outcome;
}

/** What is committed before the first byte goes out: state `sealed`, the sealed copy, the intent evidence. */
export interface Commitment<Letter, Sealed extends SealedMessage> {
  prepared: Prepared<Letter>;
  sealed: Sealed;
  intent: Intent;
}

export interface ClaimRequest {
  limit: number;
  /** Keyed hashes of domains that have as many waiting as they may. */
  busy: readonly Uint8Array[];
}

/** What the dispatcher needs of the outside. Implemented in server/delivery. */
export interface DispatchWorld<Letter, Sealed extends SealedMessage> {
  claim(request: ClaimRequest): Promise<ClaimedMessage[]>;
  /** Loads, checks again (suppression, consent, authorization, guard, sender) and renders a whole batch. */
  prepare(batch: readonly ClaimedMessage[]): Promise<Prepared<Letter>[]>;
  /** Puts messages back into the queue untouched; their attempt does not count. `domain` remembers whom they wait for. */
  release(batch: readonly { message: ClaimedMessage; domain: string | null }[]): Promise<void>;
  hashOf(domain: string): Uint8Array;
  /** What the operator allows a domain, for this worker; undefined: as everywhere. */
  limitsOf?(domain: string): DestinationLimits | undefined;
  reach(domain: string, wanted: Assurance): Promise<Reach<Sealed>>;
  /** Seals by the decision. Throws `SealingFailed` when the key or the signature would not do. */
  seal(prepared: Prepared<Letter>, decision: Decision): Promise<Sealed>;
  /** Marks a key unusable and answers with the facts as they are without it. */
  dropKey(prepared: Prepared<Letter>, fingerprint: string): Promise<DeliveryFacts>;
  /** Commits many at once; answers which may go on. A missing one lost its lease, or must not be sent any more. */
  commit(batch: readonly Commitment<Letter, Sealed>[]): Promise<Set<string>>;
  /** Commits `dot` for many at once; answers which may send it. */
  dot(batch: readonly ClaimedMessage[]): Promise<Set<string>>;
  finish(batch: readonly Finished<Letter>[]): Promise<void>;
  /** Puts what waits in the portal without a notice there. */
  putInPortal(prepared: Prepared<Letter>): Promise<void>;
  /** Extends this worker's leases. */
  renew(): Promise<void>;
  /** Takes over from dead workers: requeues what was not sent, marks `in_doubt` what may have been. */
  recover(): Promise<{ requeued: number; inDoubt: number }>;
  /** Database time, epoch milliseconds. */
  now(): Promise<number>;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** The evidence of an attempt cannot be stored, though the database answers: no evidence, no send. */
export class EvidenceRefused extends Error {
  override readonly name = 'EvidenceRefused';
}

/** Sealing did not work. `fingerprint` names the key at fault; null when it was not a key. */
export class SealingFailed extends Error {
  readonly problem: string;
  readonly fingerprint: string | null;
  constructor(problem: string, fingerprint: string | null) {
    super(`The message could not be sealed (${problem}).`);
    this.name = 'SealingFailed';
    this.problem = problem;
    this.fingerprint = fingerprint;
  }
}
