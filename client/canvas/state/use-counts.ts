import { useStore } from 'zustand';
import type { JourneyCounts } from '../../results/figures.ts';
import { useCanvas } from './canvas-context.ts';

/** All live figures; for panels that show many. A card takes only its own. */
export function useCounts(): JourneyCounts | null {
  return useStore(useCanvas().live, (live) => live.counts);
}
