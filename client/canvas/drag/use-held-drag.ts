import { type PointerEvent, useMemo } from 'react';
import type { Filter } from '../../../server/core/segment/ast.ts';
import type { FilterHolder } from '../../../server/core/graph/change-filter.ts';
import type { DragItem } from './judge.ts';
import { useDragSource } from './use-drag-source.ts';

/** Lets a filter be dragged from where it is held: onto another target, or away to take it off. */
export function useHeldDrag(
  title: string,
  filter: Filter | null,
  from: FilterHolder,
): { onPointerDown?: (event: PointerEvent) => void } {
  const place = JSON.stringify(from);
  const item = useMemo<DragItem>(
    () => ({ kind: 'filter', title, filter: filter ?? { all: [] }, from: JSON.parse(place) as FilterHolder }),
    [title, filter, place],
  );
  const source = useDragSource(item);
  return filter ? source : {};
}
