import { useStore } from 'zustand';
import type { JourneyCounts } from '../../results/figures.ts';
import { useCanvas } from './canvas-context.ts';

/** All figures, live or of the dry run that is shown; for panels that show many. A card takes only its own. */
export function useCounts(): JourneyCounts | null {
  return useStore(useCanvas().live, (live) => live.rehearsed ?? live.counts);
}
