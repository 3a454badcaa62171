import { ActionIcon, Button, Group, Select, Stack, Text, Timeline } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconPlayerPlay, IconPlus, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { AppRouter } from '../../../server/api/router.ts';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { outletsFrom } from '../../../server/core/graph/traverse.ts';
import { trpc } from '../../api/trpc.ts';
import { reasonWords } from '../../results/figures.ts';
import { viewOf } from '../../steps/registry.tsx';
import { DurationInput } from '../../ui/duration-input.tsx';
import { readDuration } from '../../ui/duration.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { ContactPicker } from './contact-picker.tsx';
import { PanelHead } from './panel-head.tsx';
import { SimulatedEmail } from './simulated-email.tsx';

export type SimulatedStop = inferRouterOutputs<AppRouter>['journeys']['simulate'][number];

interface Supposed {
  kind: 'open' | 'click' | 'portal_read' | 'reply' | 'bounce';
  step: string;
  link: string | null;
  after: string;
}

const KINDS = [
  { value: 'open', label: 'open' },
  { value: 'click', label: 'click in' },
  { value: 'portal_read', label: 'read in the portal' },
  { value: 'reply', label: 'reply to' },
  { value: 'bounce', label: 'never get' },
] as const;

const UNIT_MS = {
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
  months: 2_629_800_000,
} as const;

/** A dry walk of one contact through the drawing as it is, on a virtual clock. Nothing is sent, nothing is written. */
export function TestPanel() {
  const { view, drawing, catalog, journeyId } = useCanvas();
  const sends = useGraph(useShallow((graph) => graph.steps.filter((step) => step.type === 'send-email')));
  const [contact, setContact] = useState<string | null>(null);
  const [start, setStart] = useState<string | null>(null);
  const [supposed, setSupposed] = useState<readonly Supposed[]>([]);
  const run = useMutation(
    trpc.journeys.simulate.mutationOptions({
      onSuccess: (path) => view.setState({ lit: litBy(path), mode: 'build' }),
      onError: notifyFailed,
    }),
  );
  const change = (at: number, patch: Partial<Supposed>) =>
    setSupposed(supposed.map((one, i) => (i === at ? { ...one, ...patch } : one)));
  const links = (step: string) => {
    const template = sends.find((one) => one.id === step)?.config['template'];
    return catalog.templates.find((one) => one.name === template)?.links ?? [];
  };
  return (
    <Stack gap="md">
      <PanelHead title="Test run" lead="One contact walks the drawing on a virtual clock. Nothing is sent." />
      <ContactPicker value={contact} onChange={setContact} />
      <DateTimePicker
        label="Starting"
        placeholder="now"
        valueFormat="MMM D, YYYY HH:mm"
        value={start}
        onChange={setStart}
        clearable
      />
      <Stack gap={8}>
        <Text size="sm" fw={500}>
          Suppose they…
        </Text>
        {supposed.map((one, at) => (
          // The list is only ever appended to and cut; a row has no name of its own.
          <Stack key={at} gap={6} p={8} style={{ border: '1px solid var(--stepwell-line)', borderRadius: 8 }}>
            <Group gap={6} wrap="nowrap">
              <Select
                aria-label="What they do"
                data={[...KINDS]}
                value={one.kind}
                onChange={(kind) => change(at, { kind: KINDS.find((each) => each.value === kind)?.value ?? 'open' })}
                allowDeselect={false}
                flex={1}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Do not suppose this"
                onClick={() => setSupposed(supposed.filter((_, i) => i !== at))}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
            <Select
              aria-label="Which email"
              data={sends.map((step) => ({ value: step.id, label: step.name }))}
              value={one.step}
              onChange={(step) => step && change(at, { step, link: null })}
              allowDeselect={false}
            />
            {one.kind === 'click' && (
              <Select
                aria-label="Which link"
                data={links(one.step)}
                value={one.link}
                onChange={(link) => change(at, { link })}
                placeholder="some link"
                clearable
              />
            )}
            <DurationInput label="After" value={one.after} onChange={(after) => change(at, { after })} />
          </Stack>
        ))}
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlus size={14} />}
          disabled={sends.length === 0}
          style={{ alignSelf: 'flex-start' }}
          onClick={() =>
            setSupposed([...supposed, { kind: 'open', step: sends[0]?.id ?? '', link: null, after: 'PT2H' }])
          }
        >
          Something they do
        </Button>
      </Stack>
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        disabled={contact === null}
        loading={run.isPending}
        onClick={() =>
          contact &&
          run.mutate({
            graph: drawing.getState().graph,
            contactId: contact,
            journeyId,
            start: start === null ? null : new Date(start.replace(' ', 'T')).getTime(),
            events: supposed.map(({ kind, step, link, after }) => ({
              kind,
              step,
              afterSend: msOf(after),
              ...(link && kind === 'click' ? { link } : {}),
            })),
          })
        }
      >
        Walk it
      </Button>
      {run.data && <Path stops={run.data} />}
    </Stack>
  );
}

function Path({ stops }: { stops: readonly SimulatedStop[] }) {
  const { view } = useCanvas();
  const last = stops.at(-1);
  return (
    <Timeline active={stops.length} bulletSize={26} lineWidth={2} aria-label="The path taken">
      {stops.map((stop) => {
        const look = viewOf(stop.type);
        return (
          <Timeline.Item
            key={`${stop.step}${stop.visit}`}
            bullet={look ? <look.Icon size={14} /> : undefined}
            title={
              <Text
                component="button"
                type="button"
                size="sm"
                fw={600}
                style={{
                  background: 'none',
                  border: 0,
                  padding: 0,
                  color: 'inherit',
                  cursor: 'pointer',
                  textAlign: 'left',
                }}
                onClick={() => view.select(stop.step)}
              >
                {stop.step === TRIGGER ? 'Enters' : stop.name}
              </Text>
            }
          >
            <Text size="xs" c="dimmed">
              {new Date(stop.enteredAt).toLocaleString()}
              {stop.leftAt !== null && stop.leftAt > stop.enteredAt
                ? ` – ${new Date(stop.leftAt).toLocaleString()}`
                : ''}
            </Text>
            {stop.commands.map((command) =>
              command.kind === 'send' ? <SimulatedEmail key={command.step} command={command} /> : null,
            )}
            <Way from={stop.step} outlet={stop.outlet} />
            {stop.leftAt === null && (
              <Text size="xs">
                {stop.until === null ? 'still waits here' : `waits here until ${new Date(stop.until).toLocaleString()}`}
              </Text>
            )}
          </Timeline.Item>
        );
      })}
      {last?.exitReason && (
        <Timeline.Item title="Out of the journey">
          <Text size="xs" c="dimmed">
            {reasonWords(last.exitReason)}
          </Text>
        </Timeline.Item>
      )}
    </Timeline>
  );
}

/** Which of several ways on was taken. */
function Way({ from, outlet }: { from: string; outlet: string | null }) {
  const label = useGraph((graph) => {
    const outlets = outletsFrom(graph, from);
    return outlets.length > 1 ? outlets.find((one) => one.id === outlet)?.label : undefined;
  });
  return label === undefined ? null : (
    <Text size="xs" fw={600}>
      → {label}
    </Text>
  );
}

/** Steps and links of the path, to be lit on the drawing. */
function litBy(path: readonly SimulatedStop[]): ReadonlySet<string> {
  const lit = new Set<string>([TRIGGER, `${TRIGGER}:entered`]);
  for (const stop of path) {
    lit.add(stop.step);
    if (stop.outlet && !stop.outlet.startsWith('exit:')) lit.add(`${stop.step}:${stop.outlet}`);
  }
  return lit;
}

function msOf(iso: string): number {
  const parts = readDuration(iso);
  return parts ? Math.round(parts.n * UNIT_MS[parts.unit]) : 0;
}
