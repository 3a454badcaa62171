import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { applyChange, type Change } from '../../../server/core/graph/change.ts';
import type { Graph } from '../../../server/core/graph/model.ts';

interface Drawing {
  graph: Graph;
}

const UNDO_DEPTH = 200;

/**
 * The draft being drawn. Every edit is change records applied by the core; what one gesture makes is one undo step.
 * Undo and redo live beside it, in `store.temporal`.
 */
export function createDrawing(graph: Graph) {
  const store = createStore<Drawing>()(
    temporal(() => ({ graph }), {
      limit: UNDO_DEPTH,
      equality: (before, after) => before.graph === after.graph,
    }),
  );
  return Object.assign(store, {
    /** Applies one gesture's records; all of them or, when one throws, none. */
    apply(...changes: readonly Change[]): void {
      store.setState({ graph: changes.reduce(applyChange, store.getState().graph) });
    },
    /** Another drawing altogether (a restored version, someone else's draft): the undo history ends here. */
    load(next: Graph): void {
      store.setState({ graph: next });
      store.temporal.getState().clear();
    },
  });
}

export type DrawingStore = ReturnType<typeof createDrawing>;
