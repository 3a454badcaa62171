import { useReactFlow } from '@xyflow/react';
import { isFree } from '../flow/elements.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { useEdits } from '../state/use-edits.ts';

/** Between the automatic layout and places by hand; beginning from where the cards are now. One undo step. */
export function useLayoutSwitch(): () => void {
  const { getNodes } = useReactFlow();
  const { drawing } = useCanvas();
  const { apply } = useEdits();
  return () => {
    if (isFree(drawing.getState().graph)) {
      apply({ kind: 'set-layout', layout: {} });
      return;
    }
    const placed = getNodes().filter((node) => node.type !== 'open');
    const layout = Object.fromEntries(
      placed.map(({ id, position }) => [id, { x: Math.round(position.x), y: Math.round(position.y) }]),
    );
    apply({ kind: 'set-layout', layout });
  };
}
