import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Catalog } from '../../../server/core/graph/catalog.ts';
import type { Graph } from '../../../server/core/graph/model.ts';
import type { StepCounts } from '../../results/figures.ts';
import type { DrawingStore } from './drawing.ts';
import type { LiveStore } from './live.ts';
import type { ViewStore } from './view.ts';

export interface Canvas {
  journeyId: string;
  drawing: DrawingStore;
  view: ViewStore;
  live: LiveStore;
  catalog: Catalog;
  /** The role may not edit: everything can be looked at, nothing changed. */
  readOnly: boolean;
}

const CanvasContext = createContext<Canvas | null>(null);
export const CanvasProvider = CanvasContext.Provider;

export function useCanvas(): Canvas {
  const canvas = useContext(CanvasContext);
  if (!canvas) throw new Error('This part of the canvas stands outside of it.');
  return canvas;
}

export function useGraph<T>(select: (graph: Graph) => T): T {
  return useStore(useCanvas().drawing, (drawing) => select(drawing.graph));
}

export function useView<T>(select: (view: ReturnType<ViewStore['getState']>) => T): T {
  return useStore(useCanvas().view, select);
}

/** The figures of one step, live or of the dry run that is shown; null before the first person entered it. */
export function useStepCounts(step: string): StepCounts | null {
  return useStore(useCanvas().live, (live) => (live.rehearsed ?? live.counts)?.[step] ?? null);
}
