/** What a campaign is doing, as people say it. */
export const campaignStates = ['scheduled', 'sending', 'paused', 'sent', 'stopped', 'cancelled', 'failed'] as const;
export type CampaignState = (typeof campaignStates)[number];

export interface CampaignFacts {
  journey: 'draft' | 'live' | 'paused' | 'ended';
  /** State of its bulk start; null when none was recorded. */
  start: string | null;
  /** People who came in and are not through, and of those the ones who wait for their time. */
  inIt: number;
  waitingForTime: number;
  /** Emails made so far, and of those the ones not yet out. */
  made: number;
  outbox: number;
  /** For a date and time or a window, not at once. */
  scheduled: boolean;
}

/**
 * Worked out from what is known each time, never stored, so that it cannot disagree with the outbox. Ended before any
 * email was made is cancelled; after, stopped.
 */
export function campaignState(facts: CampaignFacts): CampaignState {
  const { journey, start, inIt, waitingForTime, made, outbox, scheduled } = facts;
  if (journey === 'ended') return made === 0 ? 'cancelled' : 'stopped';
  if (journey === 'paused') return 'paused';
  if (start === 'failed') return 'failed';
  const starting = start === 'waiting' || start === 'running';
  if (made === 0 && scheduled && (starting || waitingForTime > 0)) return 'scheduled';
  return starting || inIt > 0 || outbox > 0 ? 'sending' : 'sent';
}
