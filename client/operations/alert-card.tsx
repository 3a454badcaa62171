import { Anchor, Button, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconExclamationMark } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { length } from '../../server/core/watch/words.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Tag } from '../ui/tag.tsx';
import { KeyMatters } from './key-matters.tsx';

type AlertRow = inferRouterOutputs<AppRouter>['operations']['get']['alerts'][number];

/** One thing that does not hold: what, where, since when, and what to do. */
export function AlertCard({ alert, now }: { alert: AlertRow; now: number }) {
  const over = alert.resolvedAt !== null;
  const error = alert.severity === 'error';
  const color = over ? 'gray' : error ? 'red' : 'orange';
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" data-alert={alert.code}>
      <Group wrap="nowrap" align="flex-start" gap="md">
        <ThemeIcon size={32} radius="xl" variant="light" color={color} aria-hidden>
          {over ? <IconCheck size={18} /> : error ? <IconAlertTriangle size={18} /> : <IconExclamationMark size={18} />}
        </ThemeIcon>
        <Stack gap={4} style={{ flex: 1, minWidth: 0 }}>
          <Group gap="xs">
            <Title order={3} size="h5">
              {alert.title}
            </Title>
            <Tag tone={over ? 'gray' : error ? 'red' : 'orange'}>{over ? 'resolved' : error ? 'error' : 'warning'}</Tag>
          </Group>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <Where alert={alert} />
            {alert.sentence}
          </Text>
          {!over && (
            <Text size="sm" c="dimmed">
              {alert.todo}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            First seen {ago(now - alert.firstSeen)}
            {over
              ? `, resolved ${ago(now - (alert.resolvedAt ?? now))}`
              : `, last seen ${ago(now - alert.lastSeen)}${alert.seen > 1 ? `, ${alert.seen} times` : ''}`}
          </Text>
          {alert.code === 'set-aside' && !over && alert.journeyId && <TakeBack journeyId={alert.journeyId} />}
          {alert.code === 'keys-waiting' && !over && <KeyMatters matter="waiting" />}
          {alert.code === 'keys-unusable' && !over && <KeyMatters matter="unusable" />}
        </Stack>
      </Group>
    </Paper>
  );
}

function Where({ alert }: { alert: AlertRow }) {
  if (!alert.journeyId) return null;
  const step = alert.step === 'trigger' ? 'the entry' : alert.stepName || alert.step;
  return (
    <>
      <Anchor
        size="sm"
        fw={600}
        renderRoot={(props) => <Link {...props} to="/journeys/$journeyId" params={{ journeyId: alert.journeyId! }} />}
      >
        {alert.journey ?? 'A journey that is gone'}
      </Anchor>
      {step && <b> · {step}</b>}
      {'. '}
    </>
  );
}

function TakeBack({ journeyId }: { journeyId: string }) {
  const may = useMay('journeys.publish');
  const back = useMutation(
    trpc.operations.takeBackSetAside.mutationOptions({
      onError: notifyFailed,
      onSuccess: async ({ people }) => {
        notifyDone(`${people} ${people === 1 ? 'goes' : 'go'} on from where they stood.`);
        await queryClient.invalidateQueries({ queryKey: trpc.operations.pathKey() });
      },
    }),
  );
  if (!may) return null;
  return (
    <Button
      size="xs"
      variant="default"
      style={{ alignSelf: 'flex-start' }}
      loading={back.isPending}
      onClick={() => back.mutate({ journey: journeyId })}
    >
      Let them go on
    </Button>
  );
}

function ago(ms: number): string {
  return ms < 1000 ? 'just now' : `${length(ms)} ago`;
}
