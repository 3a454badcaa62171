import type { KeyboardEvent } from 'react';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { edgeFrom, outletsFrom } from '../../../server/core/graph/traverse.ts';
import type { Canvas } from '../state/canvas-context.ts';
import type { Direction } from '../state/walk.ts';
import { walkTo } from '../state/walk.ts';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Keys of the sheet itself. */
export function onWalkKey(
  event: KeyboardEvent<HTMLElement>,
  { drawing, view }: Canvas,
  { remove }: { remove: (id: string) => void },
): void {
  if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
  const { graph } = drawing.getState();
  const { selected } = view.getState();
  const direction = ARROWS[event.key];
  if (direction) {
    event.preventDefault();
    view.select(selected === null ? TRIGGER : walkTo(graph, selected, direction));
    return;
  }
  switch (event.key) {
    case 'Enter':
      event.preventDefault();
      if (selected !== null) document.querySelector<HTMLElement>('[data-side] input, [data-side] button')?.focus();
      return;
    case '+':
    case '=':
      event.preventDefault();
      openInsert(event.currentTarget, selected ?? TRIGGER);
      return;
    case 'Delete':
    case 'Backspace':
      event.preventDefault();
      if (selected !== null) remove(selected);
      return;
    default:
  }

  function openInsert(sheet: HTMLElement, from: string) {
    const outlets = outletsFrom(graph, from);
    const outlet = outlets.find((one) => !edgeFrom(graph, from, one.id)) ?? outlets[0];
    if (!outlet) return;
    const card = sheet.querySelector(`[data-step="${CSS.escape(from)}"]`)?.getBoundingClientRect();
    const box = card ?? sheet.getBoundingClientRect();
    view.setState({ insertAt: { from, outlet: outlet.id, x: box.x + box.width / 2, y: box.bottom } });
  }
}
