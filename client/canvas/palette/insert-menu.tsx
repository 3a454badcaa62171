import { Paper, Portal, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { useClickOutside, useFocusTrap, useMergedRef } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { views } from '../../steps/registry.tsx';
import cardCss from '../styles/card.module.css';
import paletteCss from '../styles/palette.module.css';
import { judgeDrop } from '../drag/judge.ts';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import type { InsertAt } from '../state/view.ts';
import { useEdits } from '../state/use-edits.ts';
import { placeWords } from '../state/words.ts';
import { filterShelf } from './filters.ts';

/** What a click on a "+" offers: every step, and "Add filter…". Arrows choose, Escape closes. */
export function InsertMenu() {
  const at = useView((view) => view.insertAt);
  return at && <Opened key={`${at.from}:${at.outlet}`} at={at} />;
}

const WIDTH = 258;
const HEIGHT = 392;

function Opened({ at }: { at: InsertAt }) {
  const { view, catalog, drawing } = useCanvas();
  const { insert, dropFilter } = useEdits();
  const words = useGraph((graph) => placeWords(graph, at.from, at.outlet));
  const [filters, setFilters] = useState(false);
  const close = () => view.setState({ insertAt: null });
  const outside = useClickOutside<HTMLDivElement>(close);
  const ref = useMergedRef(outside, useFocusTrap(true));
  const target = { at: 'plus' as const, from: at.from, outlet: at.outlet };
  const graph = drawing.getState().graph;
  const left = Math.max(8, Math.min(at.x - WIDTH / 2, window.innerWidth - WIDTH - 8));
  const below = at.y + 8 + HEIGHT <= window.innerHeight;
  const top = below ? at.y + 8 : Math.max(8, window.innerHeight - HEIGHT - 8);
  return (
    <Portal>
      <Paper
        ref={ref}
        key={String(filters)}
        role="menu"
        aria-label={`Add ${words}`}
        withBorder
        shadow="lg"
        radius="md"
        p={6}
        style={{ position: 'fixed', left, top, width: WIDTH, zIndex: 250 }}
        onKeyDown={(event) => onKey(event, close)}
      >
        <Text size="xs" fw={700} c="dimmed" px={6} py={4} truncate>
          {filters ? 'Branch on a filter' : 'Add'} {words}
        </Text>
        <ScrollArea.Autosize mah={HEIGHT - 50} type="auto">
          {filters
            ? filterShelf(catalog).map((entry) => {
                const verdict = judgeDrop({ kind: 'filter', title: entry.title, filter: entry.filter }, target, graph);
                return (
                  <Choice
                    key={entry.id}
                    label={entry.title}
                    why={verdict.ok ? undefined : verdict.why}
                    onChoose={() => dropFilter(entry.filter, target, entry.title)}
                  />
                );
              })
            : Object.values(views).map(({ type, title, Icon, color }) => {
                const verdict = judgeDrop({ kind: 'step', type, title }, target, graph);
                return (
                  <Choice
                    key={type}
                    label={title}
                    icon={
                      <span className={cardCss['tile']} data-size="small" data-color={color}>
                        <Icon size={14} />
                      </span>
                    }
                    why={verdict.ok ? undefined : verdict.why}
                    onChoose={() => insert(type, at)}
                  />
                );
              })}
          {!filters && (
            <Choice
              label="Add filter…"
              icon={
                <span className={cardCss['tile']} data-size="small" data-color="well">
                  <IconFilter size={14} />
                </span>
              }
              onChoose={() => setFilters(true)}
            />
          )}
        </ScrollArea.Autosize>
      </Paper>
    </Portal>
  );
}

function Choice({
  label,
  icon,
  why,
  onChoose,
}: {
  label: string;
  icon?: React.ReactNode;
  why?: string | undefined;
  onChoose: () => void;
}) {
  return (
    <UnstyledButton
      role="menuitem"
      className={paletteCss['choice']}
      aria-disabled={why !== undefined}
      title={why}
      onClick={() => why === undefined && onChoose()}
    >
      {icon}
      <span className={paletteCss['itemLabel']}>{label}</span>
    </UnstyledButton>
  );
}

function onKey(event: KeyboardEvent<HTMLDivElement>, close: () => void): void {
  if (event.key === 'Escape') {
    event.stopPropagation();
    close();
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.findIndex((item) => item === document.activeElement);
  items.at((at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length)?.focus();
}
