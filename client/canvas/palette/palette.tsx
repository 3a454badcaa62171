import { TextInput, Tooltip } from '@mantine/core';
import { IconBolt, IconList, IconSearch, IconUsersGroup } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { StepView } from '../../steps/view.tsx';
import { views } from '../../steps/registry.tsx';
import cardCss from '../styles/card.module.css';
import paletteCss from '../styles/palette.module.css';
import type { DragItem } from '../drag/judge.ts';
import { useDragSource } from '../drag/use-drag-source.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { useEdits } from '../state/use-edits.ts';
import { FilterMenu } from './filter-menu.tsx';
import { type ShelfFilter, filterShelf } from './filters.ts';

/** From here on a shelf of filters is searched rather than read. */
const LONG_SHELF = 8;

/** The two shelves at the left: steps, and filters. Dragged onto a target; a click puts a step at the next free place. */
export function Palette() {
  const { catalog } = useCanvas();
  const [search, setSearch] = useState('');
  const filters = useMemo(() => filterShelf(catalog), [catalog]);
  const wanted = search.trim().toLowerCase();
  const shown = filters.filter((one) => one.title.toLowerCase().includes(wanted));
  return (
    <nav className={paletteCss['palette']} aria-label="Steps and filters to add">
      <h2 className={paletteCss['shelf']}>Steps</h2>
      {Object.values(views).map((view) => (
        <StepItem key={view.type} view={view} />
      ))}
      <h2 className={paletteCss['shelf']} style={{ marginTop: 18 }}>
        Segment filters
      </h2>
      {filters.length > LONG_SHELF && (
        <TextInput
          className={paletteCss['more']}
          size="xs"
          mb={8}
          aria-label="Find a filter"
          placeholder="Find a filter"
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {shown.map((one) => (
        <FilterItem key={one.id} entry={one} />
      ))}
    </nav>
  );
}

function StepItem({ view }: { view: StepView }) {
  const { readOnly } = useCanvas();
  const { insert, placeToAdd } = useEdits();
  const item = useMemo<DragItem>(() => ({ kind: 'step', type: view.type, title: view.title }), [view]);
  const drag = useDragSource(item);
  const Icon = view.Icon;
  return (
    <Tooltip label={view.help} position="right" openDelay={500} multiline w={230} withArrow>
      <button
        type="button"
        className={paletteCss['item']}
        data-palette={`step:${view.type}`}
        disabled={readOnly}
        onClick={() => {
          const place = placeToAdd();
          if (place) insert(view.type, place);
        }}
        {...drag}
      >
        <span className={cardCss['tile']} data-color={view.color}>
          <Icon size={16} />
        </span>
        <span className={paletteCss['itemLabel']}>{view.title}</span>
      </button>
    </Tooltip>
  );
}

const FILTER_ICONS = { segment: IconUsersGroup, list: IconList, quick: IconBolt } as const;

function FilterItem({ entry }: { entry: ShelfFilter }) {
  const { readOnly } = useCanvas();
  const item = useMemo<DragItem>(() => ({ kind: 'filter', title: entry.title, filter: entry.filter }), [entry]);
  const drag = useDragSource(item);
  const Icon = FILTER_ICONS[entry.kind];
  return (
    <FilterMenu entry={entry}>
      <button
        type="button"
        className={paletteCss['item']}
        data-palette={entry.id}
        disabled={readOnly}
        title={`${entry.title}. ${entry.help}`}
        {...drag}
      >
        <span className={cardCss['tile']} data-size="small" data-color="well">
          <Icon size={14} />
        </span>
        <span className={paletteCss['itemLabel']}>{entry.title}</span>
      </button>
    </FilterMenu>
  );
}
