import { createStore } from 'zustand/vanilla';
import type { JourneyCounts } from '../../results/figures.ts';

/** Live figures, kept outside the nodes' data so that a count moving redraws one line of one card. */
export function createLive() {
  return createStore<{ counts: JourneyCounts | null; connected: boolean }>()(() => ({
    counts: null,
    connected: false,
  }));
}

export type LiveStore = ReturnType<typeof createLive>;
