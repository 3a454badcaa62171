import { reaches } from '#core/delivery/assurance.ts';
import { endingOf } from '#core/delivery/ending.ts';
import type { Decision, DeliveryFacts } from '#core/delivery/facts.ts';
import { decide } from '#core/delivery/policy.ts';
import type { Commits } from './commits.ts';
import { outcomeOf, settled, unreachable } from './outcome.ts';
import {
  type DispatchWorld,
  EvidenceRefused,
  type Intent,
  type Line,
  type Outcome,
  type Prepared,
  type Reach,
  type SealedMessage,
  SealingFailed,
} from './world.ts';

/** The database is usually back in moments, and what was not sent should not wait for longer than that. */
const AWAY_MS = 3_000;
const FAULT_MS = 30_000;
/** A message whose deliveries keep failing for no reason known is held for people to look at. */
const MOST_FAULTS = 5;

/**
 * One attempt at one message: plan, reach, measure, decide, seal, commit, send, record. Whatever happens, the message
 * is afterwards in a state from which the next look at it is right; nothing here throws but a database that is gone.
 * @returns how it ended; null when it is no longer ours.
 */
export async function deliver<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  commits: Commits<Letter, Sealed>,
  prepared: Prepared<Letter>,
): Promise<Outcome | null> {
  const outcome = await attempt(world, commits, prepared).catch((error: unknown) => {
    // Nothing past the dot throws, so this message was not sent.
    const { id, attempt: n } = prepared.message;
    world.log.warn(
      { message: id, attempt: n, name: error instanceof Error ? error.name : 'unknown' },
      'a delivery stopped',
    );
    if (away(error)) return { ...settled('deferred', 'DATABASE_AWAY'), retryInMs: AWAY_MS };
    if (n >= MOST_FAULTS) return settled('held', 'INTERNAL_FAULT');
    return { ...settled('deferred', 'INTERNAL_FAULT'), retryInMs: FAULT_MS * n };
  });
  if (outcome) await commits.finish({ prepared, outcome });
  // Suppressed or paused meanwhile, or taken over: the next claim looks again. Of what is not ours this changes nothing.
  else await world.release([{ message: prepared.message, domain: null }]);
  return outcome;
}

/** Null when the message is no longer ours to finish. */
async function attempt<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  commits: Commits<Letter, Sealed>,
  prepared: Prepared<Letter>,
): Promise<Outcome | null> {
  const { refusal, domain } = prepared;
  const startedAt = await world.now();
  if (refusal) return settled(refusal.state, refusal.reason);
  // Rows 0 to 2 need no connection. The plan assumes the best; only what was measured decides.
  const assumed: DeliveryFacts = { ...prepared.facts, assurance: 'T2', noticeDeliverable: true };
  const plan = decide(assumed);
  if (plan.action === 'none' || plan.reason === 'POLICY_UNAVAILABLE' || domain === null) {
    return byDecision(world, prepared, decide(prepared.facts), { facts: prepared.facts, reach: null, startedAt });
  }
  const reach = await world.reach(domain, prepared.wanted);
  if (reach.kind === 'unreachable') {
    const later = unreachable(prepared.message, reach.reason, world.random(), startedAt);
    const known = { facts: prepared.facts, reach: reach.record, startedAt };
    // Nothing was measured: what is on record is the plan, with the facts it was made from, and whom we did not reach.
    if (later) return { ...later, intent: { ...known, facts: assumed, decision: plan } };
    return byDecision(world, prepared, decide(prepared.facts), known);
  }
  const facts = measured(prepared.facts, reach);
  const line = reach.kind === 'reached' ? reach.line : null;
  try {
    return await send(world, commits, prepared, line, { facts, reach: reach.record, startedAt });
  } finally {
    line?.giveBack();
  }
}

async function send<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  commits: Commits<Letter, Sealed>,
  prepared: Prepared<Letter>,
  line: Line<Sealed> | null,
  known: Omit<Intent, 'decision'>,
): Promise<Outcome | null> {
  let { facts } = known;
  // Each round takes a key away, so it ends.
  for (let rounds = 0; rounds <= prepared.facts.keys.length; rounds++) {
    const decision = decide(facts);
    const intent: Intent = { ...known, facts, decision };
    if (decision.action !== 'send' || !line) return byDecision(world, prepared, decision, intent);
    let sealed: Sealed;
    try {
      sealed = await world.seal(prepared, decision);
    } catch (error) {
      if (!(error instanceof SealingFailed)) throw error;
      world.log.warn({ message: prepared.message.id, problem: error.problem }, 'sealing failed');
      if (error.fingerprint === null) return { ...settled('held', 'SEALING_FAILED'), intent };
      const without = await world.dropKey(prepared, error.fingerprint);
      facts = { ...facts, keys: without.keys };
      continue;
    }
    return transmit(commits, prepared, { sealed, intent, line, jitter: world.random() });
  }
  return settled('held', 'SEALING_FAILED');
}

async function transmit<Letter, Sealed extends SealedMessage>(
  commits: Commits<Letter, Sealed>,
  prepared: Prepared<Letter>,
  { sealed, intent, line, jitter }: { sealed: Sealed; intent: Intent; line: Line<Sealed>; jitter: number },
): Promise<Outcome | null> {
  let allowed: boolean;
  try {
    allowed = await commits.seal({ prepared, sealed, intent });
  } catch (error) {
    // No evidence, no send: held when it is refused; tried again later when the database is only away.
    if (error instanceof EvidenceRefused) return settled('held', 'NO_EVIDENCE');
    return { ...settled('deferred', 'DATABASE_AWAY'), retryInMs: AWAY_MS };
  }
  if (!allowed) return null;
  let dotted = false;
  const result = await line
    .send(sealed, async () => {
      dotted = await commits.dot(prepared.message);
      if (!dotted) throw new NotOurs();
    })
    .catch((error: unknown) => {
      if (error instanceof NotOurs) return null;
      // Without the commit the dot was not sent: the connection was cut before it.
      return dotted
        ? ({ kind: 'in-doubt', transcript: '' } as const)
        : ({ kind: 'lost', phase: 'data', transcript: '' } as const);
    });
  return result && outcomeOf(prepared, sealed.method, result, { intent, jitter });
}

class NotOurs extends Error {}

/** The database cannot be reached or is shutting down or starting: the driver's codes, the system's, SQLSTATE 08 and 57P. */
function away(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(CONNECT|ECONN|EPIPE|08|57P)/.test(String(error.code));
}

async function byDecision<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  prepared: Prepared<Letter>,
  decision: Decision,
  known: Omit<Intent, 'decision'>,
): Promise<Outcome> {
  const intent: Intent = { ...known, decision };
  const base = { intent, method: decision.method ?? ('none' as const) };
  if (decision.action === 'hold' && decision.method === 'portal') await world.putInPortal(prepared);
  // Decided to send, and no line to send on: held, as if it had been decided so.
  const { state, event } = endingOf(decision.action === 'send' ? { action: 'hold', row: decision.row } : decision);
  return { ...settled(state, decision.reason), ...base, event };
}

function measured<Sealed extends SealedMessage>(
  facts: DeliveryFacts,
  reach: Exclude<Reach<Sealed>, { kind: 'unreachable' }>,
): DeliveryFacts {
  if (reach.kind === 'no-mail') return { ...facts, address: reach.address };
  const { suspectedMitm, relayUnproven } = reach;
  const assurance = reach.line ? reach.assurance : 'T0';
  const noticeDeliverable = reaches(assurance, 'T1') && !suspectedMitm;
  return { ...facts, assurance, suspectedMitm, noticeDeliverable, ...(relayUnproven ? { relayUnproven } : {}) };
}
