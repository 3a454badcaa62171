import {
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronLeft,
  IconLayoutDistributeHorizontal,
  IconListTree,
  IconMoon,
  IconPlayerPlay,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useStore } from 'zustand';
import { Tag } from '../../ui/tag.tsx';
import { useMay } from '../../api/session.ts';
import roomCss from '../styles/room.module.css';
import { useTarget } from '../drag/use-target.ts';
import { isFree } from '../flow/elements.ts';
import type { JourneyMeta } from '../room.tsx';
import { SaveWords } from '../save/save-words.tsx';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { useEdits } from '../state/use-edits.ts';
import type { Mode } from '../state/view.ts';
import { useReload } from '../save/use-reload.ts';
import { GoButton } from '../panels/go-button.tsx';
import { ExportMenu } from './export-menu.tsx';
import { JourneyName } from './journey-name.tsx';
import { MoreMenu } from './more-menu.tsx';
import { StateBadge } from './state-badge.tsx';
import { useLayoutSwitch } from './use-layout-switch.ts';

const MODES: readonly { value: Mode; label: string }[] = [
  { value: 'build', label: 'Build' },
  { value: 'results', label: 'Results' },
  { value: 'people', label: 'People' },
];

/** The journey's name and state, the three modes, and what can be done with it. A filter dropped here is an exit criterion. */
export function Header({
  meta,
  autosave,
  outline,
  onOutline,
  onMeta,
}: {
  meta: JourneyMeta;
  autosave: Autosave;
  outline: boolean;
  onOutline: () => void;
  onMeta: (patch: Partial<JourneyMeta>) => void;
}) {
  const { view, drawing, readOnly, journeyId } = useCanvas();
  const { apply } = useEdits();
  const target = useTarget({ at: 'header' });
  const mode = useView((state) => state.mode);
  const free = useGraph(isFree);
  const mayPeople = useMay('journeys.people');
  const mayPublish = useMay('journeys.publish');
  const undoable = useStore(drawing.temporal, (state) => state.pastStates.length > 0);
  const redoable = useStore(drawing.temporal, (state) => state.futureStates.length > 0);
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const reload = useReload(journeyId, autosave);
  const switchLayout = useLayoutSwitch();
  return (
    <header className={roomCss['header']} {...target}>
      <div className={roomCss['headerSide']}>
        <Tooltip label="All journeys">
          <ActionIcon component={Link} to="/journeys" variant="subtle" color="gray" size="lg" aria-label="All journeys">
            <IconChevronLeft size={20} />
          </ActionIcon>
        </Tooltip>
        <JourneyName onRename={(name) => apply({ kind: 'rename-journey', name })} />
        <StateBadge meta={meta} />
        {readOnly ? <Tag>View only</Tag> : <SaveWords state={autosave.state} onReload={reload} />}
      </div>
      <SegmentedControl
        aria-label="Mode"
        value={mode}
        onChange={(next) =>
          view.setState({ mode: MODES.find((one) => one.value === next)?.value ?? 'build', insertAt: null })
        }
        data={MODES.map((one) => ({ ...one, disabled: one.value === 'people' && !mayPeople }))}
      />
      <div className={roomCss['headerSide']}>
        <Group gap={0} wrap="nowrap">
          <Tool label="Undo (⌘Z)" disabled={!undoable} onClick={() => drawing.temporal.getState().undo()}>
            <IconArrowBackUp size={19} />
          </Tool>
          <Tool label="Redo (⇧⌘Z)" disabled={!redoable} onClick={() => drawing.temporal.getState().redo()}>
            <IconArrowForwardUp size={19} />
          </Tool>
          <Tool
            label={free ? 'Lay out by itself again' : 'Place the cards by hand'}
            disabled={readOnly}
            pressed={free}
            onClick={switchLayout}
          >
            <IconLayoutDistributeHorizontal size={19} />
          </Tool>
          <Tool label={outline ? 'Show the drawing' : 'Show as an outline'} pressed={outline} onClick={onOutline}>
            <IconListTree size={19} />
          </Tool>
          <Tool label="Find a step (/)" onClick={() => view.setState({ searching: true })}>
            <IconSearch size={19} />
          </Tool>
          <ExportMenu />
          <Tool
            label={scheme === 'dark' ? 'Light' : 'Dark'}
            onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            {scheme === 'dark' ? <IconSun size={19} /> : <IconMoon size={19} />}
          </Tool>
          <MoreMenu meta={meta} onMeta={onMeta} />
        </Group>
        <Button variant="default" size="sm" px={12} onClick={() => view.open('test')}>
          Test run
        </Button>
        {mayPublish && meta.live && meta.state !== 'ended' && (
          <Button
            variant="default"
            size="sm"
            px={12}
            leftSection={<IconPlayerPlay size={15} />}
            disabled={meta.state !== 'live'}
            onClick={() => view.open('start')}
          >
            Start…
          </Button>
        )}
        {mayPublish && (
          <GoButton size="sm" px={14} disabled={readOnly} onClick={() => view.open('publish')}>
            Review & publish
          </GoButton>
        )}
      </div>
    </header>
  );
}

function Tool({
  label,
  disabled = false,
  pressed,
  onClick,
  children,
}: {
  label: string;
  disabled?: boolean;
  pressed?: boolean;
  onClick: () => void;
  children: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        size={32}
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
