import { useEffect, useMemo, useState } from 'react';
import { type Layout, layOut } from '../layout/lay-out.ts';
import { type Box, type Link, shapeOf } from '../layout/shape.ts';
import { useGraph } from '../state/canvas-context.ts';

/**
 * The drawing's boxes and links with where they go. The layout is worked out again only when something is added,
 * removed or connected: renaming a step or changing its settings moves nothing.
 */
export function useLayout() {
  const graph = useGraph((one) => one);
  const shape = useMemo(() => shapeOf(graph), [graph]);
  const key = useMemo(() => JSON.stringify([shape.boxes, shape.links]), [shape]);
  const [layout, setLayout] = useState<Layout | null>(null);
  useEffect(() => {
    const seat = { taken: true };
    const work = async () => {
      const [boxes, links] = JSON.parse(key) as [Box[], Link[]];
      const next = await layOut(boxes, links);
      if (seat.taken) setLayout(next);
    };
    void work();
    return () => {
      seat.taken = false;
    };
  }, [key]);
  return { graph, shape, layout };
}
