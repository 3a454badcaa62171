import type { Decision } from './facts.ts';

/** Where a decision leaves a message once it is carried out: `sent` where it goes and is accepted. */
export interface Ending {
  state: 'sent' | 'dropped' | 'failed' | 'refused' | 'held';
  /** What the contact's timeline and waiting steps are told. */
  event: 'delivered' | 'bounce' | null;
}

/** An address that can take no mail counts as a bounce; what consent or suppression refuses is told to nobody. */
export function endingOf({ action, row }: Pick<Decision, 'action' | 'row'>): Ending {
  switch (action) {
    case 'send':
      return { state: 'sent', event: 'delivered' };
    case 'drop':
      return { state: 'dropped', event: null };
    case 'none':
      return row === '1' ? { state: 'failed', event: 'bounce' } : { state: 'refused', event: null };
    case 'hold':
      return { state: 'held', event: null };
    default:
      return action satisfies never;
  }
}
