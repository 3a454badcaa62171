import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Choices } from '../../../server/core/graph/version-plan.ts';
import { trpc } from '../../api/trpc.ts';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas } from '../state/canvas-context.ts';

/** People move while one reads; the figures of the plan follow this often. Milliseconds. */
const AGAIN_MS = 4_000;

/** The plan of publishing what is on the screen: saved first, then asked of the server with these choices, again and again. */
export function usePlan({ autosave, choices, pin }: { autosave: Autosave; choices: Choices; pin: boolean }) {
  const { journeyId, view } = useCanvas();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);
  const { kind } = autosave.state;
  useEffect(() => {
    let over = false;
    const flush = async () => {
      // What cannot be saved is told beside the journey's name; there is no plan of it.
      await autosave.flush().catch(() => null);
      if (over) return;
      setSaved(true);
      await queries.invalidateQueries(trpc.journeys.plan.queryFilter({ id: journeyId }));
    };
    if (!saved || kind === 'saved') void flush();
    return () => {
      over = true;
    };
    // Once at first, and whenever an edit made meanwhile has been saved.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [kind, journeyId]);
  const query = useQuery(
    trpc.journeys.plan.queryOptions(
      { id: journeyId, choices, pin },
      { enabled: saved, placeholderData: keepPreviousData, refetchInterval: AGAIN_MS, staleTime: 0 },
    ),
  );
  const steps = query.data?.plan.steps;
  useEffect(() => {
    const painted = new Map(
      (steps ?? []).flatMap(({ id, change }) =>
        change === 'unchanged' || change === 'removed' ? [] : [[id, change] as const],
      ),
    );
    view.setState({ painted });
    return () => view.setState({ painted: new Map() });
  }, [steps, view]);
  return query;
}
