import { useEffect, useMemo, useRef, useState } from 'react';
import { type Layout, layOut } from '../layout/lay-out.ts';
import { shapeOf } from '../layout/shape.ts';
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
  const latest = useRef(shape);
  latest.current = shape;
  useEffect(() => {
    let current = true;
    layOut(latest.current.boxes, latest.current.links)
      .then((next) => current && setLayout(next))
      .catch((error: unknown) => {
        throw new Error('The layout could not be worked out.', { cause: error });
      });
    return () => {
      current = false;
    };
  }, [key]);
  return { graph, shape, layout };
}
