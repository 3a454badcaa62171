import type { Addressed, InboundProblem } from '#core/inbound/addressed.ts';
import { decideBounce, outcomeFor } from '#core/inbound/decide-bounce.ts';
import type { InboundFinding } from '#db/schema/inbound.ts';
import type { ReadMail } from '#mail/inbound/read.ts';
import type { Reported } from '#store/inbound/reported.ts';
import type { SuppressionScope } from '#store/suppressions/add.ts';

/** What a mail that proves its message brings about; all of it in one transaction, or nothing. */
export interface Effect {
  event: 'bounce' | 'delayed' | 'confirmed' | 'complaint' | 'auto_reply' | 'reply' | 'unsubscribe' | null;
  /** RFC 3463, of bounces and delays. */
  code: string | null;
  suppress: { scope: SuppressionScope; reason: string } | null;
  /** It came back, and not for good: looked at whether anything ever arrives. */
  soft: boolean;
}

export type Plan =
  | { do: 'keep'; problem: InboundProblem; finding: InboundFinding | null }
  | { do: 'later' }
  | { do: 'effect'; finding: InboundFinding; effect: Effect };

const NOTHING: Effect = { event: null, code: null, suppress: null, soft: false };

/**
 * What to do about a mail. `message`: the one it is about, when its address (or, in reports, an address it encloses)
 * proves one. What proves nothing changes nothing. `now` in epoch milliseconds.
 */
export function planInbound(mail: ReadMail, to: Addressed, message: Reported | null, now: number): Plan {
  const { kind } = mail.kind;
  const keep = (problem: InboundProblem): Plan => ({
    do: 'keep',
    problem,
    finding: { kind, effect: 'none' },
  });
  if (to.kind === 'forged') return keep('forged-address');
  if (!message) {
    // A machine's note to an address that everybody knows needs nobody.
    if (to.kind === 'common' && kind === 'auto-reply') return effect({ kind, effect: 'none' });
    return keep(to.kind === 'common' ? 'no-message' : 'unknown-message');
  }
  if (to.kind === 'unsubscribe' && (kind === 'reply' || kind === 'auto-reply')) return optOut();
  switch (mail.kind.kind) {
    case 'bounce':
      return ofBounce(mail.kind.recipients, message, now);
    case 'complaint':
      return ofComplaint(mail.kind.feedback);
    case 'auto-reply':
      return effect({ kind, effect: 'auto_reply' }, { event: 'auto_reply' });
    case 'reply':
      return message.contact ? effect({ kind, effect: 'reply' }, { event: 'reply' }) : keep('unknown-message');
    default:
      return mail.kind satisfies never;
  }
}

function ofBounce(
  recipients: Extract<ReadMail['kind'], { kind: 'bounce' }>['recipients'],
  message: Reported,
  now: number,
): Plan {
  const told = outcomeFor(recipients, message.sentTo);
  if (!told) return { do: 'keep', problem: 'unreadable', finding: { kind: 'bounce', effect: 'none' } };
  const { action, status, cause } = told;
  const found = { kind: 'bounce', action, status, cause } as const;
  const decided = decideBounce(message, told, now);
  switch (decided.do) {
    case 'later':
      return { do: 'later' };
    case 'keep':
      return { do: 'keep', problem: decided.problem, finding: { ...found, effect: 'none' } };
    case 'note': {
      const event = decided.what === 'delayed' ? 'delayed' : 'confirmed';
      return effect({ ...found, effect: event }, { event, code: decided.code });
    }
    case 'nothing':
      return effect(
        { ...found, effect: decided.suppress ? 'suppressed' : 'none' },
        { suppress: decided.suppress ? HARD : null },
      );
    case 'bounced':
      return effect(
        { ...found, effect: decided.suppress ? 'bounced-suppressed' : 'bounced' },
        { event: 'bounce', code: decided.code, suppress: decided.suppress ? HARD : null, soft: !decided.suppress },
      );
    default:
      return decided satisfies never;
  }
}

const HARD = { scope: 'all', reason: 'hard-bounce' } as const;

/** RFC 5965 and what is registered since. A wish to get no more offers is that, and not a complaint. */
function ofComplaint(feedback: string): Plan {
  if (feedback.startsWith('opt-out')) return optOut(feedback);
  if (feedback === 'not-spam' || feedback === 'auth-failure' || feedback === 'dmarc')
    return effect({ kind: 'complaint', feedback, effect: 'none' });
  return effect(
    { kind: 'complaint', feedback, effect: 'complaint' },
    { event: 'complaint', suppress: { scope: 'all', reason: 'complaint' } },
  );
}

function optOut(feedback?: string): Plan {
  return effect(
    { kind: 'unsubscribe', ...(feedback ? { feedback } : {}), effect: 'unsubscribe' },
    { event: 'unsubscribe', suppress: { scope: 'commercial', reason: feedback ? 'opt-out-report' : 'mailto' } },
  );
}

function effect(finding: InboundFinding, change: Partial<Effect> = {}): Plan {
  return { do: 'effect', finding, effect: { ...NOTHING, ...change } };
}
