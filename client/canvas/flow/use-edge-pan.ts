import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { useCanvas, useView } from '../state/canvas-context.ts';

const RIM = 44;
const SPEED = 11;
/** Frames at the rim before the drawing begins to move. */
const DWELL_FRAMES = 18;

/** While something is dragged near the rim of the sheet, the drawing moves, so that far targets can be reached. */
export function useEdgePan(): void {
  const { view } = useCanvas();
  const dragging = useView((view) => view.dragging !== null);
  const { getViewport, setViewport } = useReactFlow();
  const store = useStoreApi();
  useEffect(() => {
    if (!dragging) return undefined;
    let by = { x: 0, y: 0 };
    let since = 0;
    const follow = (event: PointerEvent) => {
      const box = store.getState().domNode?.getBoundingClientRect();
      const inside = box && event.clientX > box.left && event.clientX < box.right && event.clientY < box.bottom;
      by = inside
        ? {
            x: pull(event.clientX - box.left, box.right - event.clientX),
            y: pull(event.clientY - box.top, box.bottom - event.clientY),
          }
        : { x: 0, y: 0 };
    };
    const timer = setInterval(() => {
      if (by.x === 0 && by.y === 0) {
        since = 0;
        return;
      }
      // Who aims at something there holds still for a moment; who wants to go on stays at the rim.
      since++;
      if (since < DWELL_FRAMES || view.getState().dragging?.over?.verdict.ok) return;
      const { x, y, zoom } = getViewport();
      void setViewport({ x: x + by.x, y: y + by.y, zoom });
    }, 16);
    window.addEventListener('pointermove', follow);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pointermove', follow);
    };
  }, [dragging, getViewport, setViewport, store, view]);
}

function pull(toStart: number, toEnd: number): number {
  if (toStart >= 0 && toStart < RIM) return SPEED;
  if (toEnd >= 0 && toEnd < RIM) return -SPEED;
  return 0;
}
