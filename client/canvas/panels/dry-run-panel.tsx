import { Alert, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useMay } from '../../api/session.ts';
import { trpc } from '../../api/trpc.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { ForecastAndFact } from '../../results/forecast-and-fact.tsx';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { stepWords } from '../state/words.ts';
import { isOn } from './dry-run.ts';
import { DryRunForm } from './dry-run-form.tsx';
import { DryRunProgress } from './dry-run-progress.tsx';
import { DryRunResults } from './dry-run-results.tsx';

const POLL_MS = 700;

/** A whole list or segment through the drawing: how many would end where, and by which method. It goes on without this page. */
export function DryRunPanel() {
  const { journeyId, view, live } = useCanvas();
  const graph = useGraph((one) => one);
  const mayRun = useMay('journeys.publish');
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const runs = useQuery(
    trpc.dryRuns.list.queryOptions(
      { id: journeyId },
      { refetchInterval: (query) => (query.state.data?.some(isOn) ? POLL_MS : false) },
    ),
  );
  const again = () => queries.invalidateQueries(trpc.dryRuns.list.queryFilter({ id: journeyId }));
  const cancel = useMutation(trpc.dryRuns.cancel.mutationOptions({ onSuccess: again, onError: notifyFailed }));
  const all = runs.data ?? [];
  const shown = all.find((one) => one.id === chosen) ?? null;
  // What is chosen is painted on the drawing, as it grows; leaving the panel brings the live figures back.
  useEffect(() => {
    if (shown) {
      live.setState({ rehearsed: shown.result.steps });
      view.setState({ mode: 'results', lit: new Set() });
    }
  }, [shown, live, view]);
  useEffect(() => () => live.setState({ rehearsed: null }), [live]);
  const choose = (id: string | null) => {
    setChosen(id);
    if (id === null) live.setState({ rehearsed: null });
  };
  return (
    <Stack gap="md">
      {mayRun ? (
        <DryRunForm
          onStarted={(id) => {
            choose(id);
            void again();
          }}
        />
      ) : (
        <Alert color="gray" p="sm">
          Your role may look at dry runs, not begin one.
        </Alert>
      )}
      {all.length === 0 && !runs.isPending && (
        <Text size="sm" c="dimmed">
          No dry run of this journey yet.
        </Text>
      )}
      <ForecastAndFact journeyId={journeyId} stepWords={(step) => stepWords(graph, step)} />
      {all.map((one) => (
        <DryRunProgress
          key={one.id}
          run={one}
          open={one.id === chosen}
          onOpen={() => choose(one.id === chosen ? null : one.id)}
          onStop={mayRun && isOn(one) ? () => cancel.mutate({ dryRun: one.id }) : null}
        >
          <DryRunResults run={one} />
        </DryRunProgress>
      ))}
    </Stack>
  );
}
