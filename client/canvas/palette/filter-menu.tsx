import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { judgeDrop, type DropTarget } from '../drag/judge.ts';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { useEdits } from '../state/use-edits.ts';
import { stepWords } from '../state/words.ts';
import type { ShelfFilter } from './filters.ts';

/** The keyboard's way to drop a filter: a click on it lists where it may go. */
export function FilterMenu({ entry, children }: { entry: ShelfFilter; children: ReactNode }) {
  const { drawing } = useCanvas();
  const { dropFilter, placeToAdd } = useEdits();
  const selected = useView((view) => view.selected);
  const name = useGraph((graph) => (selected && selected !== TRIGGER ? stepWords(graph, selected) : null));
  const place = placeToAdd();
  const choices: { label: string; target: DropTarget }[] = [
    { label: 'Only these enter the journey', target: { at: 'trigger' } },
    ...(name && selected ? [{ label: `Put it on “${name}”`, target: { at: 'step' as const, step: selected } }] : []),
    ...(place ? [{ label: 'Branch at the next free place', target: { at: 'plus' as const, ...place } }] : []),
    { label: 'Who matches leaves the journey', target: { at: 'header' } },
  ];
  return (
    <Menu position="right-start" withArrow width={260}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Use “{entry.title}”</Menu.Label>
        {choices.map(({ label, target }) => {
          const verdict = judgeDrop(
            { kind: 'filter', title: entry.title, filter: entry.filter },
            target,
            drawing.getState().graph,
          );
          return (
            <Menu.Item
              key={label}
              disabled={!verdict.ok}
              title={verdict.ok ? undefined : verdict.why}
              onClick={() => dropFilter(entry.filter, target, entry.title)}
            >
              {label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
