import { Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Trigger } from '../../server/core/graph/model.ts';
import { triggerType } from '../../server/core/triggers/registry.ts';
import { trpc } from '../api/trpc.ts';
import { failures } from '../../server/core/failure.ts';

const POLL_MS = 1500;

/** Of a live trigger that happens by itself: since when, and how far its preparation is. */
export function WatchLine({ journeyId, trigger }: { journeyId: string; trigger: Trigger }) {
  const type = triggerType(trigger.type);
  const parsed = type?.config.safeParse(trigger.config);
  const watched = parsed?.success ? type?.watches?.(parsed.data) : undefined;
  const { data } = useQuery(
    trpc.journeys.watches.queryOptions(
      { id: journeyId },
      {
        enabled: watched !== undefined,
        retry: false,
        refetchInterval: (query) => (query.state.data?.some((one) => one.state !== 'ready') ? POLL_MS : false),
      },
    ),
  );
  const watch = data?.find((one) => one.type === trigger.type && one.subject === watched?.name);
  if (!watch) return null;
  if (watch.problem)
    return (
      <Text size="xs" c="red">
        Lets nobody in: {watch.problem in failures ? failures[watch.problem as keyof typeof failures] : watch.problem}
      </Text>
    );
  if (watch.state === 'learning') {
    const part = Math.min(100, (watch.examined / Math.max(1, watch.total)) * 100);
    return (
      <div aria-live="polite">
        <Text size="xs" c="dimmed" mb={4}>
          Finding out who is in it already ({Math.floor(part)} %). Until that is done, only new contacts are taken for
          coming in.
        </Text>
        <Progress value={part} size="sm" color="teal" animated aria-label="Finding out who is in it already" />
      </div>
    );
  }
  if (watch.state === 'planning')
    return (
      <Text size="xs" c="dimmed">
        Working out when the dates come…
      </Text>
    );
  return (
    <Text size="xs" c="dimmed">
      Live since {new Date(watch.since).toLocaleString()}.
    </Text>
  );
}
