import { Button, Group, Text } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';

const HOUR = 3_600_000;
const jumps = [
  { label: 'An hour', ms: HOUR },
  { label: 'A day', ms: 24 * HOUR },
  { label: 'Three days', ms: 72 * HOUR },
  { label: 'A week', ms: 168 * HOUR },
];

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export function ClockTab() {
  const { data } = useSuspenseQuery({ ...trpc.clock.get.queryOptions(), refetchInterval: 10_000 });
  const advance = useMutation(
    trpc.clock.advance.mutationOptions({
      onSuccess: async ({ now }) => {
        await queryClient.invalidateQueries();
        notifyDone(`It is now ${time.format(now)}.`);
      },
      onError: notifyFailed,
    }),
  );
  return (
    <FormCard
      title="Demo clock"
      lead="Journeys here go by this clock. Move it forward and whoever waited for that time walks on at once, as they would have."
    >
      <Text size="xl" fw={600}>
        {time.format(data.now)}
      </Text>
      <Text size="sm" c="dimmed">
        {data.offsetMs === 0
          ? 'The same as the real time.'
          : `${describe(data.offsetMs)} ahead of the real time. It cannot be turned back.`}
      </Text>
      <Group>
        {jumps.map(({ label, ms }) => (
          <Button
            key={label}
            variant={ms === 24 * HOUR ? 'filled' : 'default'}
            loading={advance.isPending && advance.variables.ms === ms}
            disabled={advance.isPending || !data.movable}
            onClick={() => advance.mutate({ ms })}
          >
            {label} forward
          </Button>
        ))}
      </Group>
    </FormCard>
  );
}

function describe(ms: number): string {
  const days = Math.floor(ms / (24 * HOUR));
  const hours = Math.round((ms - days * 24 * HOUR) / HOUR);
  const part = (n: number, word: string) => (n === 0 ? [] : [`${n} ${word}${n === 1 ? '' : 's'}`]);
  return [...part(days, 'day'), ...part(hours, 'hour')].join(' and ') || 'Less than an hour';
}
