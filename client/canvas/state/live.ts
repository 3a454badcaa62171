import { createStore } from 'zustand/vanilla';
import type { JourneyCounts } from '../../results/figures.ts';

interface Live {
  counts: JourneyCounts | null;
  /** Of a dry run that is shown in place of what happened. */
  rehearsed: JourneyCounts | null;
  connected: boolean;
}

/** Live figures, kept outside the nodes' data so that a count moving redraws one line of one card. */
export function createLive() {
  return createStore<Live>()(() => ({ counts: null, rehearsed: null, connected: false }));
}

export type LiveStore = ReturnType<typeof createLive>;
