import { ActionIcon, Box, Menu, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowsMove,
  IconDots,
  IconFilter,
  IconPlayerPlay,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent, useMemo } from 'react';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { outletsFrom } from '../../../server/core/graph/traverse.ts';
import { views, viewOf } from '../../steps/registry.tsx';
import { triggerWords } from '../../triggers/words.ts';
import cardCss from '../styles/card.module.css';
import edgeCss from '../styles/edge.module.css';
import outlineCss from '../styles/outline.module.css';
import { Figures } from '../cards/figures.tsx';
import { ProblemPill } from '../flow/problem-pill.tsx';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { useEdits } from '../state/use-edits.ts';
import { placeWords, stepWords } from '../state/words.ts';
import { type OutlineRow, outlineRows } from './rows.ts';

/**
 * The journey as a tree of text: all the drawing does, by keyboard; the view for phones and paper. Arrows move, Enter
 * opens, and each row's menus insert, move, connect and remove.
 */
export function Outline() {
  const graph = useGraph((one) => one);
  const rows = useMemo(() => outlineRows(graph), [graph]);
  return (
    <Box style={{ overflowY: 'auto', minHeight: 0 }} p="md">
      <Box mb="sm">
        <ProblemPill />
      </Box>
      <ul role="tree" aria-label="Steps of the journey" className={outlineCss['tree']}>
        {rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </ul>
    </Box>
  );
}

function Row({ row }: { row: OutlineRow }) {
  const { view, catalog } = useCanvas();
  const graph = useGraph((one) => one);
  const selected = useView((state) => state.selected);
  const problems = useView((state) => state.findings.get(row.id)?.filter((one) => one.severity !== 'hint').length ?? 0);
  const node = graph.steps.find((step) => step.id === row.id);
  const look = node ? viewOf(node.type) : null;
  const again = row.kind === 'again';
  const name = row.id === TRIGGER ? graph.name : (node?.name ?? row.id);
  return (
    <li
      role="treeitem"
      aria-level={row.level + 1}
      aria-selected={selected === row.id}
      aria-label={`${row.label ? `${row.label}: ` : ''}${again ? 'on to ' : ''}${name}${problems ? `, ${problems} problems` : ''}`}
      tabIndex={selected === row.id || (selected === null && row.id === TRIGGER) ? 0 : -1}
      className={outlineCss['leaf']}
      data-outline={row.id}
      style={{ marginLeft: Math.min(row.level, 8) * 18 }}
      data-selected={selected === row.id || undefined}
      onKeyDown={onTreeKey}
      onClick={(event) => {
        // The row's own menus open beside it and bubble here; they are not a choice of the row.
        const inMenu = event.target instanceof Element && event.target.closest('button, [role=menu]') !== null;
        if (!inMenu) view.select(row.id);
      }}
    >
      {row.label && <span className={edgeCss['outlet']}>{row.label}</span>}
      <div className={cardCss['head']}>
        <span className={cardCss['tile']} data-size="small" data-color={look?.color ?? 'teal'}>
          {look ? <look.Icon size={14} /> : <IconPlayerPlay size={14} />}
        </span>
        <div className={cardCss['titles']}>
          <div className={cardCss['title']}>{again ? `↪ ${name}` : name}</div>
          <Text size="xs" c="dimmed" truncate>
            {row.id === TRIGGER
              ? `Trigger · ${graph.triggers.map((one) => triggerWords(one, catalog)).join(' · ') || 'choose what starts it'}`
              : again
                ? 'joins again here'
                : node && look?.summary({ node, graph, catalog })}
          </Text>
        </div>
        {problems > 0 && <IconAlertTriangle size={17} color="var(--mantine-color-red-6)" />}
        {!again && <RowMenus id={row.id} />}
      </div>
      {!again && row.kind === 'step' && <Figures step={row.id} />}
    </li>
  );
}

function RowMenus({ id }: { id: string }) {
  const { view, readOnly } = useCanvas();
  const edits = useEdits();
  const graph = useGraph((one) => one);
  const outlets = outletsFrom(graph, id);
  // As on the sheet: where figures and people are looked at, nothing is added or moved.
  const building = useView((state) => state.mode === 'build');
  if (readOnly || !building) return null;
  const others = graph.steps.filter((step) => step.id !== id);
  const places = [TRIGGER, ...others.map((step) => step.id)].flatMap((from) =>
    outletsFrom(graph, from).map((outlet) => ({ from, outlet: outlet.id })),
  );
  return (
    <div style={{ display: 'flex', gap: 2 }}>
      {outlets.length > 0 && (
        <Menu position="bottom-end" width={230}>
          <Menu.Target>
            <ActionIcon variant="subtle" size="md" aria-label={`Add after ${stepWords(graph, id)}`}>
              <IconPlus size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
            {outlets.map((outlet) => (
              <div key={outlet.id}>
                {outlets.length > 1 && <Menu.Label>{outlet.label}</Menu.Label>}
                {Object.values(views).map(({ type, title, Icon }) => (
                  <Menu.Item
                    key={type}
                    leftSection={<Icon size={16} />}
                    onClick={() => edits.insert(type, { from: id, outlet: outlet.id })}
                  >
                    {title}
                  </Menu.Item>
                ))}
                <Menu.Item
                  leftSection={<IconFilter size={16} />}
                  onClick={(event) => {
                    const { x, bottom } = event.currentTarget.getBoundingClientRect();
                    view.setState({ insertAt: { from: id, outlet: outlet.id, x: x + 60, y: bottom } });
                  }}
                >
                  Add filter…
                </Menu.Item>
              </div>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {id !== TRIGGER && (
        <Menu position="bottom-end" width={250}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="md" aria-label={`More for ${stepWords(graph, id)}`}>
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => edits.remove(id)}>
              Remove
            </Menu.Item>
            <Menu.Label>Move</Menu.Label>
            {places.map(({ from, outlet }) => (
              <Menu.Item
                key={`${from}:${outlet}`}
                leftSection={<IconArrowsMove size={16} />}
                onClick={() => edits.apply({ kind: 'move-step', id, place: { from, outlet } })}
              >
                {placeWords(graph, from, outlet)}
              </Menu.Item>
            ))}
            {outlets.map((outlet) => (
              <div key={outlet.id}>
                <Menu.Label>Lead {outlets.length > 1 ? `“${outlet.label}”` : 'on'} to</Menu.Label>
                {others.map((step) => (
                  <Menu.Item
                    key={step.id}
                    onClick={() => edits.apply({ kind: 'connect', from: id, outlet: outlet.id, to: step.id })}
                  >
                    {step.name}
                  </Menu.Item>
                ))}
              </div>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

/** Up and down along the rows; Enter opens what the row says. */
function onTreeKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.target !== event.currentTarget) return;
  const tree = event.currentTarget.closest('[role=tree]');
  const rows = [...(tree?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
  const at = rows.indexOf(event.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    rows[Math.max(0, Math.min(to, rows.length - 1))]?.focus();
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    event.currentTarget.click();
  }
}
