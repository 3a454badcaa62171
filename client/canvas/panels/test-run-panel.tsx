import { Alert, Button, SegmentedControl, Stack } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useEffect, useState } from 'react';
import type { AppRouter } from '../../../server/api/router.ts';
import type { Example } from '../../../server/core/example.ts';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { HOLD_MS } from '../../../server/core/tracking/judge.ts';
import { useMay } from '../../api/session.ts';
import { client, failureOf } from '../../api/trpc.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { ContactPicker } from './contact-picker.tsx';
import { TestAnswers } from './test-answers.tsx';
import { TestClock } from './test-clock.tsx';
import { InventedContact } from './test-contact.tsx';
import { TestPath } from './test-path.tsx';
import { TestWebhooks, type WebhookAnswers, answersSupposed } from './test-webhooks.tsx';

export type TestRun = inferRouterOutputs<AppRouter>['journeys']['simulate'];
export type TestStop = TestRun['path'][number];
type Ask = inferRouterInputs<AppRouter>['journeys']['simulateSynthetic'];
export type Invented = Ask['synthetic'];
export type Supposed = NonNullable<Ask['events']>[number];

const ANYONE: Invented = { sample: 'full', values: {}, lists: [], segments: [] };

/** One contact, real or invented, through the drawing: step the clock, answer for them, read what they would be sent. */
export function TestRunPanel({ example }: { example: Example | null }) {
  const { view, drawing, journeyId } = useCanvas();
  const mayReal = useMay('contacts.reveal');
  const [real, setReal] = useState(mayReal && example === null);
  const [contact, setContact] = useState<string | null>(null);
  const [invented, setInvented] = useState<Invented>(example ? inventedOf(example) : ANYONE);
  const [start, setStart] = useState<string | null>(null);
  const [events, setEvents] = useState<readonly Supposed[]>(example ? supposedOf(example) : []);
  const [answers, setAnswers] = useState<WebhookAnswers>({});
  const run = useMutation({
    mutationFn: async (ask: { events: readonly Supposed[]; until: number | 'start' | null; start: number | null }) => {
      const common = { graph: drawing.getState().graph, journeyId, ...ask, events: [...ask.events] };
      return real && contact !== null
        ? client.journeys.simulate.mutate({ ...common, contactId: contact })
        : client.journeys.simulateSynthetic.query({ ...common, synthetic: invented });
    },
    onSuccess: ({ path }) => view.setState({ lit: litBy(path), mode: 'build' }),
  });
  const { data, mutate } = run;
  const from = start === null ? null : new Date(start.replace(' ', 'T')).getTime();
  const go = (until: number | null, supposed = events) =>
    mutate({ events: supposed, until, start: data?.start ?? example?.start ?? from });
  useEffect(() => {
    if (example) mutate({ events: supposedOf(example), until: null, start: example.start });
  }, [example, mutate]);
  const again = () => {
    run.reset();
    setEvents([]);
    view.setState({ lit: new Set(), example: null });
  };
  const failure = run.error ? failureOf(run.error) : null;
  return (
    <Stack gap="md">
      {example && (
        <Alert
          color="yellow"
          p="sm"
          title="An example of a problem"
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
        >
          {example.words}: {example.shows}.
        </Alert>
      )}
      {!data && !example && (
        <>
          {mayReal && (
            <SegmentedControl
              fullWidth
              aria-label="Who walks"
              data={[
                { value: 'real', label: 'A contact' },
                { value: 'invented', label: 'Somebody invented' },
              ]}
              value={real ? 'real' : 'invented'}
              onChange={(next) => setReal(next === 'real')}
            />
          )}
          {real ? (
            <ContactPicker value={contact} onChange={setContact} />
          ) : (
            <InventedContact value={invented} onChange={setInvented} />
          )}
          <TestWebhooks value={answers} onChange={setAnswers} />
          <DateTimePicker
            label="Starting"
            placeholder="now"
            valueFormat="MMM D, YYYY HH:mm"
            value={start}
            onChange={setStart}
            clearable
          />
          <Button
            leftSection={<IconPlayerPlay size={16} />}
            disabled={real && contact === null}
            loading={run.isPending}
            onClick={() => {
              const supposed = answersSupposed(answers);
              setEvents(supposed);
              mutate({ events: supposed, until: 'start', start: from });
            }}
          >
            Begin
          </Button>
        </>
      )}
      {run.error && (
        <Alert color="red" p="sm">
          {failure ? failureWords(failure) : 'The server cannot be reached.'}
        </Alert>
      )}
      {data && (
        <>
          <TestClock
            run={data}
            busy={run.isPending}
            onNext={() => data.next !== null && go(data.next)}
            onEnd={() => go(null)}
            onAgain={again}
          />
          <TestAnswers
            run={data}
            busy={run.isPending}
            onAnswer={(event) => {
              const supposed = [...events, { ...event, at: data.now }];
              setEvents(supposed);
              // An open or a click is held for a minute and judged; what comes of it is seen then.
              const held = event.kind === 'open' || event.kind === 'click' ? HOLD_MS : 0;
              go(data.now + held, supposed);
            }}
          />
          <TestPath run={data} />
        </>
      )}
      {!data && example && <Button onClick={again}>Begin another</Button>}
    </Stack>
  );
}

function inventedOf({ values, lists, segments, history }: Example): Invented {
  return { sample: 'none', values, lists, segments, history };
}

function supposedOf({ events }: Example): Supposed[] {
  return events.flatMap(({ kind, at, afterSend, step, link, name, attribute, value }) =>
    kind === 'outcome' ? [] : [{ kind, at, afterSend, step, link, name, attribute, value }],
  );
}

/** Steps and links of the path, to be lit on the drawing. */
function litBy(path: readonly TestStop[]): ReadonlySet<string> {
  const lit = new Set<string>([TRIGGER, `${TRIGGER}:entered`]);
  for (const stop of path) {
    lit.add(stop.step);
    if (stop.outlet && !stop.outlet.startsWith('exit:')) lit.add(`${stop.step}:${stop.outlet}`);
  }
  return lit;
}
