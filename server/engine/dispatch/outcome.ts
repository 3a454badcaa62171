import type { Method } from '#core/delivery/facts.ts';
import { type AttemptProblem, classifyReply, nextAttempt } from '#core/delivery/retry.ts';
import type { ClaimedMessage, FinalState, Intent, Outcome, Prepared, SendResult } from './world.ts';

/** An end, or a rest, without an answer from any server. */
export function settled(state: FinalState, reason: string): Outcome {
  return {
    state,
    reason,
    method: null,
    reply: null,
    transcript: null,
    requireTls: false,
    retryInMs: null,
    portalNext: false,
    event: null,
    suppress: false,
    intent: null,
  };
}

/** Nobody could be reached: when to try again, or that it is over. Null: choose again as if there were no TLS. */
export function unreachable(message: ClaimedMessage, reason: string, jitter: number, now: number): Outcome | null {
  const problem = reason.startsWith('dns') ? 'dns' : 'connect';
  return later(message, problem, reason.toUpperCase().replaceAll('-', '_'), { jitter, now });
}

/** What the server's answer to a hand-over means for the message. */
export function outcomeOf<Letter>(
  { message, facts }: Prepared<Letter>,
  method: Method,
  result: SendResult,
  { intent, jitter }: { intent: Intent; jitter: number },
): Outcome {
  const answered = {
    method,
    transcript: result.transcript,
    reply: 'reply' in result ? result.reply : null,
    requireTls: 'requireTls' in result && result.requireTls === true,
  };
  if (result.kind === 'accepted')
    return { ...settled('sent', intent.decision.reason), ...answered, event: 'delivered' };
  if (result.kind === 'in-doubt') return { ...settled('in_doubt', 'NO_ANSWER'), ...answered };
  const at = { jitter, now: intent.startedAt };
  const temporary = () => ({
    ...(later(message, 'temporary', 'TEMPORARY', at) ?? settled('held', 'NO_SAFE_METHOD')),
    ...answered,
  });
  // Nothing was said on it, and each such connection is gone for good: this ends when all of them are.
  if (result.kind === 'lost' && result.stale) return { ...settled('deferred', 'TEMPORARY'), ...answered, retryInMs: 0 };
  if (result.kind === 'lost') return temporary();
  const { outcome, cause } = classifyReply(result.reply.code, result.reply.enhanced, result.phase);
  const reason = cause.toUpperCase().replaceAll('-', '_');
  switch (outcome) {
    case 'accepted':
      return { ...settled('sent', intent.decision.reason), ...answered, event: 'delivered' };
    case 'in-doubt':
      return { ...settled('in_doubt', 'NO_ANSWER'), ...answered };
    case 'retry':
    case 'next-mx':
      return temporary();
    case 'hard-bounce':
      return { ...settled('bounced', reason), ...answered, event: 'bounce', suppress: true };
    case 'portal':
      if (method === 'portal' || !facts.policy?.portalEnabled)
        return { ...settled('failed', reason), ...answered, event: 'bounce' };
      return { ...settled('deferred', reason), ...answered, retryInMs: 0, portalNext: true };
    case 'fail':
      return { ...settled('failed', reason), ...answered, event: 'bounce' };
    default:
      return outcome satisfies never;
  }
}

function later(
  message: ClaimedMessage,
  problem: AttemptProblem,
  reason: string,
  { jitter, now }: { jitter: number; now: number },
): Outcome | null {
  const next = nextAttempt({ problem, attempts: message.attempt, firstAt: message.firstAt, now, jitter });
  switch (next.kind) {
    case 'retry':
      return { ...settled('deferred', reason), retryInMs: Math.max(0, next.at - now) };
    case 'fail':
      return { ...settled('failed', next.reason), event: 'bounce' };
    case 'hold':
      return settled('held', next.reason);
    case 'choose-again':
      return null;
    default:
      return next satisfies never;
  }
}
