import { Text, Kbd, Title, Stack, Button, Group } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { type ReactNode, Suspense, lazy } from 'react';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { StepPanel } from '../../inspector/step-panel.tsx';
import { TriggerPanel } from '../../inspector/trigger-panel.tsx';
import { SettingsPanel } from '../../inspector/settings-panel.tsx';
import { ProblemList } from '../../inspector/problem-list.tsx';
import { Funnel } from '../../results/funnel.tsx';
import { StepResults } from '../../results/step-results.tsx';
import { viewOf } from '../../steps/registry.tsx';
import { Loading } from '../../ui/loading.tsx';
import roomCss from '../styles/room.module.css';
import type { JourneyMeta } from '../room.tsx';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { useCounts } from '../state/use-counts.ts';
import { useEdits } from '../state/use-edits.ts';
import { useFindings } from '../state/use-findings.ts';
import type { Panel } from '../state/view.ts';
import { stepWords } from '../state/words.ts';
import { KeysPanel } from './keys-panel.tsx';
import { useRunExample } from './use-run-example.ts';

const PublishPanel = lazy(() => import('./publish-panel.tsx').then((module) => ({ default: module.PublishPanel })));
const StartPanel = lazy(() => import('./start-panel.tsx').then((module) => ({ default: module.StartPanel })));
const TestPanel = lazy(() => import('./test-panel.tsx').then((module) => ({ default: module.TestPanel })));
const HistoryPanel = lazy(() => import('./history-panel.tsx').then((module) => ({ default: module.HistoryPanel })));
const PeoplePanel = lazy(() =>
  import('../../results/people-panel.tsx').then((module) => ({ default: module.PeoplePanel })),
);

/** The right side: what belongs to what is selected, in the mode it is looked at. Never a dialog over the drawing. */
export function Side({
  meta,
  autosave,
  onMeta,
  phone,
}: {
  meta: JourneyMeta;
  autosave: Autosave;
  onMeta: (patch: Partial<JourneyMeta>) => void;
  phone: boolean;
}) {
  const panel = useView((view) => view.panel);
  const selected = useView((view) => view.selected);
  const mode = useView((view) => view.mode);
  if (phone && panel === 'inspector' && selected === null && mode === 'build') return null;
  const contents: Record<Panel, ReactNode> = {
    publish: <PublishPanel meta={meta} autosave={autosave} onMeta={onMeta} />,
    start: <StartPanel />,
    test: <TestPanel />,
    history: <HistoryPanel meta={meta} autosave={autosave} />,
    keys: <KeysPanel />,
    problems: <Problems />,
    settings: <Settings />,
    inspector: mode === 'build' ? <Inspect /> : <Look people={mode === 'people'} />,
  };
  return (
    <aside className={roomCss['side']} data-side={panel} aria-label="Details">
      <Suspense fallback={<Loading what="the panel" />}>{contents[panel]}</Suspense>
    </aside>
  );
}

function Inspect() {
  const { view, catalog, readOnly, journeyId } = useCanvas();
  const edits = useEdits();
  const graph = useGraph((one) => one);
  const selected = useView((state) => state.selected);
  const focusField = useView((state) => state.focusField);
  const findings = useView((state) => state.findings.get(selected ?? '') ?? NONE);
  const close = () => view.setState({ selected: null });
  const runExample = useRunExample();
  const node = graph.steps.find((step) => step.id === selected);
  if (selected === TRIGGER)
    return (
      <TriggerPanel
        graph={graph}
        journeyId={journeyId}
        focusField={focusField}
        catalog={catalog}
        findings={findings}
        readOnly={readOnly}
        apply={edits.apply}
        onClose={close}
        onExample={runExample}
      />
    );
  if (!node) return <Nothing />;
  return (
    <StepPanel
      key={node.id}
      node={node}
      graph={graph}
      catalog={catalog}
      findings={findings}
      focusField={focusField}
      readOnly={readOnly}
      apply={edits.apply}
      onRemove={() => edits.remove(node.id)}
      onDuplicate={() => edits.duplicate(node.id)}
      onClose={close}
      onExample={runExample}
    />
  );
}

const NONE: readonly never[] = [];

function Nothing() {
  const { view } = useCanvas();
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Journey
      </Title>
      <Text size="sm" c="dimmed">
        Select a step to edit it, drag one from the left onto a +, or press <Kbd>/</Kbd> to find one.
      </Text>
      <Group>
        <Button
          variant="light"
          size="sm"
          leftSection={<IconSettings size={16} />}
          onClick={() => view.open('settings')}
        >
          Journey settings
        </Button>
      </Group>
    </Stack>
  );
}

function Settings() {
  const { view, catalog, readOnly } = useCanvas();
  const { apply } = useEdits();
  const graph = useGraph((one) => one);
  const findings = useView((state) => state.loose);
  return (
    <SettingsPanel
      graph={graph}
      catalog={catalog}
      findings={findings}
      readOnly={readOnly}
      apply={apply}
      onClose={() => view.open('inspector')}
      onExample={useRunExample()}
    />
  );
}

function Problems() {
  const { view, drawing } = useCanvas();
  const findings = useFindings();
  return (
    <ProblemList
      findings={findings}
      nameOf={(step) => (step === TRIGGER ? 'Trigger' : stepWords(drawing.getState().graph, step))}
      onGo={(one) => {
        const trigger = one.code.startsWith('trigger.') || one.field?.startsWith('triggers');
        const step = one.step ?? (trigger ? TRIGGER : null);
        if (step) view.select(step, one.field ?? null);
        else view.open(one.field?.startsWith('settings') ? 'settings' : 'inspector');
        view.setState({ mode: 'build' });
      }}
      onExample={useRunExample()}
      onClose={() => view.open('inspector')}
    />
  );
}

function Look({ people }: { people: boolean }) {
  const { view, journeyId } = useCanvas();
  const graph = useGraph((one) => one);
  const selected = useView((state) => state.selected);
  const counts = useCounts();
  const node = graph.steps.find((step) => step.id === selected);
  const name = selected === TRIGGER ? 'Trigger' : node?.name;
  if (people)
    return (
      <PeoplePanel
        journeyId={journeyId}
        step={selected}
        name={name ?? null}
        here={counts?.[selected ?? '']?.here ?? 0}
      />
    );
  if (selected && name)
    return (
      <StepResults
        step={selected}
        name={name}
        node={node ?? null}
        counts={counts?.[selected] ?? null}
        onClose={() => view.setState({ selected: null })}
      />
    );
  return (
    <Funnel
      graph={graph}
      counts={counts}
      colorOf={(type) => viewOf(type)?.color ?? 'gray'}
      onSelect={(step) => view.select(step)}
    />
  );
}
