import { useMemo } from 'react';
import { useCanvas, useView } from '../state/canvas-context.ts';
import { type DropTarget, judgeDrop, readTarget, targetText } from './judge.ts';

interface TargetMarks {
  'data-drop': string;
  'data-target'?: 'legal' | 'illegal';
  'data-over'?: true;
}

/** Marks an element as a drop target: legal ones light up while something is dragged, the others go dark. */
export function useTarget(target: DropTarget): TargetMarks {
  const text = targetText(target);
  const { drawing } = useCanvas();
  const item = useView((view) => view.dragging?.item ?? null);
  const over = useView((view) => (view.dragging?.over ? targetText(view.dragging.over.target) === text : false));
  const verdict = useMemo(() => {
    const place = readTarget(text);
    return item && place ? judgeDrop(item, place, drawing.getState().graph) : null;
  }, [item, text, drawing]);
  if (!verdict) return { 'data-drop': text };
  return {
    'data-drop': text,
    'data-target': verdict.ok ? 'legal' : 'illegal',
    ...(over ? { 'data-over': true as const } : {}),
  };
}
