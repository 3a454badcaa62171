import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import type { Layout } from '../layout/lay-out.ts';
import { useView } from '../state/canvas-context.ts';

/** Pixels a selected card keeps from the sheet's rim. */
const RIM = 24;

/** Brings the selected card into view when it is not: after a click on a problem, a search, an arrow key, an insert. */
export function useReveal(layout: Layout | null): void {
  const selected = useView((view) => view.selected);
  const flow = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    // The card of a step just added is drawn only after this render.
    const timer = setTimeout(() => {
      const node = selected ? flow.getNode(selected) : undefined;
      if (!node) return;
      const { width, height, transform } = store.getState();
      const [x, y, zoom] = transform;
      const left = node.position.x * zoom + x;
      const top = node.position.y * zoom + y;
      const wide = (node.width ?? 0) * zoom;
      const high = (node.height ?? 0) * zoom;
      const inside = left >= RIM && top >= RIM && left + wide <= width - RIM && top + high <= height - RIM;
      if (inside) return;
      const center = { x: node.position.x + (node.width ?? 0) / 2, y: node.position.y + (node.height ?? 0) / 2 };
      void flow.setCenter(center.x, center.y, { zoom: Math.max(zoom, 0.6), duration: reducedMotion() ? 0 : 280 });
    }, 30);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a new layout may have moved the selected card away
  }, [selected, layout, flow, store]);
}

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
