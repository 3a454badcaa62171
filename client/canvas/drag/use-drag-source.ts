import { type PointerEvent as ReactPointerEvent, useCallback } from 'react';
import { useCanvas } from '../state/canvas-context.ts';
import { useDrop } from './use-drop.ts';
import { type DragItem, type DropTarget, type Verdict, judgeDrop, readTarget, targetText } from './judge.ts';
import { moveGhost } from './ghost-position.ts';

/** Pixels the pointer moves before a press becomes a drag. */
const SLOP = 4;

/**
 * Makes an element the start of a drag, with mouse, pen or finger: spread the answer on it. Built on pointer events,
 * because HTML's own drag and drop does not exist on touch screens. Escape calls it off.
 */
export function useDragSource(item: DragItem): { onPointerDown: (event: ReactPointerEvent) => void } {
  const { view, drawing, readOnly } = useCanvas();
  const drop = useDrop();
  const onPointerDown = useCallback(
    (press: ReactPointerEvent) => {
      if (press.button !== 0 || readOnly) return;
      const start = { x: press.clientX, y: press.clientY };
      let dragging = false;
      const look = (event: PointerEvent) => {
        const over = targetAt(event.clientX, event.clientY, item, drawing.getState().graph);
        const before = view.getState().dragging?.over;
        const same = before && over ? targetText(before.target) === targetText(over.target) : !before && !over;
        if (!same || !view.getState().dragging) view.setState({ dragging: { item, over } });
      };
      const move = (event: PointerEvent) => {
        if (!dragging && Math.hypot(event.clientX - start.x, event.clientY - start.y) < SLOP) return;
        if (!dragging) {
          dragging = true;
          document.documentElement.dataset['dragging'] = item.kind;
          view.setState({ dragging: { item, over: null }, insertAt: null });
        }
        moveGhost(event.clientX, event.clientY);
        look(event);
      };
      const finish = () => {
        window.removeEventListener('pointermove', move);
        window.removeEventListener('pointerup', up);
        window.removeEventListener('pointercancel', finish);
        window.removeEventListener('keydown', key, true);
        delete document.documentElement.dataset['dragging'];
        if (dragging) {
          swallowClick();
          view.setState({ dragging: null });
        }
      };
      const up = (event: PointerEvent) => {
        const wasDragging = dragging;
        if (wasDragging) look(event);
        const over = view.getState().dragging?.over ?? null;
        finish();
        if (wasDragging) drop(item, over);
      };
      const key = (event: KeyboardEvent) => {
        if (event.key !== 'Escape' || !dragging) return;
        event.stopPropagation();
        finish();
      };
      window.addEventListener('pointermove', move);
      window.addEventListener('pointerup', up);
      window.addEventListener('pointercancel', finish);
      window.addEventListener('keydown', key, true);
    },
    [item, view, drawing, readOnly, drop],
  );
  return { onPointerDown };
}

function targetAt(
  x: number,
  y: number,
  item: DragItem,
  graph: Parameters<typeof judgeDrop>[2],
): { target: DropTarget; verdict: Verdict } | null {
  const element = document.elementFromPoint(x, y)?.closest('[data-drop]');
  const target = element instanceof HTMLElement ? readTarget(element.dataset['drop'] ?? '') : null;
  return target && { target, verdict: judgeDrop(item, target, graph) };
}

/** The click that follows a drag's release is not meant. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, true), 0);
}
