import { Alert, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconEyeOff, IconStethoscope } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMay } from '../api/session.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { AlertCard } from './alert-card.tsx';
import { BacklogPanel } from './backlog-panel.tsx';
import { ChecksPanel, isWatched } from './checks-panel.tsx';
import { InboundPanel } from './inbound-panel.tsx';
import { JobsPanel } from './jobs-panel.tsx';
import { KeptMail } from './kept-mail.tsx';
import { MessagesPanel } from './messages-panel.tsx';
import { WorkersPanel } from './workers-panel.tsx';

const REFRESH_MS = 5_000;

/** Whether everything holds, what does not and what to do about it, and how much is waiting. Nothing about a patient. */
export function OperationsRoom() {
  const query = useQuery(trpc.operations.get.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const failure = failureOf(query.error);
  if (failure)
    return (
      <Page title="Operations">
        <Text>{failureWords(failure)}</Text>
      </Page>
    );
  if (!query.data) return <Loading what="operations" />;
  const { alerts, figures, inbound, clockOffset } = query.data;
  const open = alerts.filter(({ resolvedAt }) => resolvedAt === null);
  const over = alerts.filter(({ resolvedAt }) => resolvedAt !== null);
  return (
    <Page
      title="Operations"
      lead="Whether everything holds that must, what to do where it does not, and how much is waiting."
      actions={<CheckNow />}
    >
      <Stack gap="sm" component="section" aria-label="Alerts">
        {!isWatched(figures) && (
          <Alert
            color="orange"
            variant="light"
            icon={<IconEyeOff size={20} />}
            title="Not everything was looked at lately"
          >
            Whether all holds is not known. A worker looks every minute; see below whether one is alive.
          </Alert>
        )}
        {open.length === 0 && isWatched(figures) && (
          <Alert color="teal" variant="light" icon={<IconCircleCheck size={20} />} title="Everything holds">
            The counters agree with the people, everyone who is due moves, every message is finished or under way, and
            the chains of evidence and audit are whole.
          </Alert>
        )}
        {open.map((one) => (
          <AlertCard key={one.id} alert={one} now={figures.now} />
        ))}
      </Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <BacklogPanel figures={figures} />
        <MessagesPanel figures={figures} />
        <WorkersPanel figures={figures} clockOffset={clockOffset} />
        <JobsPanel figures={figures} />
        {inbound && <InboundPanel inbound={inbound} />}
      </SimpleGrid>
      {inbound && <KeptMail />}
      <ChecksPanel figures={figures} />
      {over.length > 0 && (
        <Stack gap="sm" component="section" aria-label="Resolved">
          <Title order={2} size="h4">
            Resolved of late
          </Title>
          {over.map((one) => (
            <AlertCard key={one.id} alert={one} now={figures.now} />
          ))}
        </Stack>
      )}
    </Page>
  );
}

/** Everything at once, over everything: for when one has put something right and wants to know. */
function CheckNow() {
  const may = useMay('operations.check');
  const check = useMutation(
    trpc.operations.check.mutationOptions({
      onError: notifyFailed,
      onSuccess: async ({ found }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.operations.pathKey() });
        if (found === null) notifyDone('A round was under way already; its result is here in a moment.');
        else notifyDone(found === 0 ? 'Everything was checked, and everything holds.' : `Found: ${found}.`);
      },
    }),
  );
  if (!may) return null;
  return (
    <Group>
      <Button
        variant="default"
        leftSection={<IconStethoscope size={16} />}
        loading={check.isPending}
        onClick={() => check.mutate()}
      >
        Check everything now
      </Button>
    </Group>
  );
}
