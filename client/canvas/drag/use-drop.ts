import { useCallback } from 'react';
import { useEdits } from '../state/use-edits.ts';
import type { DragItem, DropTarget, Verdict } from './judge.ts';

/** What letting go does. A held filter let go where nothing takes it is taken away; anything else stays as it was. */
export function useDrop(): (item: DragItem, over: { target: DropTarget; verdict: Verdict } | null) => void {
  const edits = useEdits();
  return useCallback(
    (item, over) => {
      if (!over) {
        if (item.kind === 'filter' && item.from) edits.apply({ kind: 'take-filter', holder: item.from });
        return;
      }
      if (!over.verdict.ok) return;
      const { target } = over;
      if (item.kind === 'filter') {
        if (item.from) edits.apply({ kind: 'move-filter', holder: item.from, place: target });
        else edits.dropFilter(item.filter, target, item.title);
      } else if (target.at === 'plus') {
        const place = { from: target.from, outlet: target.outlet };
        if (item.kind === 'card') edits.apply({ kind: 'move-step', id: item.step, place });
        else edits.insert(item.type, place);
      }
    },
    [edits],
  );
}
