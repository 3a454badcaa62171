import { Alert, Button, Group, List, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconSend, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignPlan } from '../../server/core/campaign/plan.ts';
import { type Reach, heldOf, notReached, reachedBy } from '../../server/core/campaign/reach.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { methodNames } from '../messages/message-words.ts';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import css from './campaigns.module.css';
import { sumOf, whole } from './figures.tsx';
import { notWords, whenWords } from './words.ts';

/** What sending would come to, counted person by person; then, once confirmed, the sending. */
export function CheckCard({ plan }: { plan: CampaignPlan }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [confirming, setConfirming] = useState(false);
  const { data, error, isFetching } = useQuery(
    trpc.campaigns.check.queryOptions({ plan }, { staleTime: 0, retry: false, placeholderData: keepPreviousData }),
  );
  const send = useMutation(
    trpc.campaigns.send.mutationOptions({
      onSuccess: async ({ id, total }) => {
        await queries.invalidateQueries(trpc.campaigns.pathFilter());
        notifyDone(
          `${plan.when.kind === 'now' ? 'On its way to' : 'Scheduled for'} ${whole(total)} ${total === 1 ? 'person' : 'people'}.`,
        );
        await navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } });
      },
      onError: notifyFailed,
    }),
  );
  if (error)
    return (
      <Alert color="red" title="This cannot be checked">
        {failureOf(error) ? failureWords(failureOf(error)!) : 'The server cannot be reached.'}
      </Alert>
    );
  if (!data) return <Loading what="who would get it" />;
  const problems = [
    ...data.findings.filter((one) => one.severity === 'error').map((one) => one.message),
    ...(data.nameTaken ? ['A journey or campaign of this name exists already. Choose another name.'] : []),
  ];
  const warnings = data.findings.filter((one) => one.severity === 'warning');
  const { reach } = data;
  const will = reach ? sumOf(reachedBy(reach)) : 0;
  return (
    <Stack gap="md" aria-busy={isFetching}>
      {problems.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Fix before sending" p="sm">
          <List size="sm">
            {problems.map((one) => (
              <List.Item key={one}>{one}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title="Look at this first" p="sm">
          <List size="sm">
            {warnings.map((one) => (
              <List.Item key={`${one.code}${one.field}`}>{one.message}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {reach && <Reached reach={reach} will={will} />}
      <Group justify="flex-end">
        <Button
          size="md"
          color="teal.9"
          leftSection={<IconSend size={18} />}
          disabled={problems.length > 0 || will === 0 || isFetching}
          onClick={() => setConfirming(true)}
        >
          {plan.when.kind === 'now' ? `Send to ${whole(will)}` : `Schedule for ${whole(will)}`}
        </Button>
      </Group>
      <Modal opened={confirming} onClose={() => setConfirming(false)} title="Send it?" radius="lg">
        <Text>
          “{plan.template}” goes to{' '}
          <b>
            {whole(will)} {will === 1 ? 'person' : 'people'}
          </b>{' '}
          as {plan.sender}.
        </Text>
        <Text mt="sm">
          {plan.when.kind === 'now'
            ? 'It begins at once. What is sent cannot be called back.'
            : `When: ${whenWords(plan.when)}. Until then you can cancel it. Who no longer fits when the time comes is left out.`}
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setConfirming(false)}>
            Not yet
          </Button>
          <Button color="teal.9" loading={send.isPending} onClick={() => send.mutate({ plan })}>
            {plan.when.kind === 'now' ? 'Send now' : 'Schedule it'}
          </Button>
        </Group>
      </Modal>
    </Stack>
  );
}

function Reached({ reach, will }: { reach: Reach; will: number }) {
  const byCount = (counts: Record<string, number>) => Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const ways = byCount(reachedBy(reach));
  const held = heldOf(reach);
  const not = byCount(notReached(reach));
  return (
    <>
      <Alert color="well" icon={<IconUsers size={18} />} p="sm" aria-live="polite">
        <b>
          {whole(will)} of {whole(reach.matched)}
        </b>{' '}
        {reach.matched === 1 ? 'person' : 'people'} would get it.
        {held > 0 && ` Those for ${whole(held)} would be held for someone to look at.`}
        {!reach.done &&
          ` Counted among the first ${whole(reach.examined)} of ${whole(reach.total)} contacts; the others are looked at when it is sent.`}
        {reach.shared > 0 && ` ${whole(reach.shared)} share their address with another contact, who could read it too.`}
      </Alert>
      <div className={css['columns']}>
        <Paper withBorder radius="md" p="md">
          <Title order={3} size="h6" mb="xs">
            How it would go
          </Title>
          <dl className={css['rows']}>
            {ways.map(([way, n]) => (
              <Row key={way} label={WAYS[way] ?? methodNames[way] ?? way} n={n} />
            ))}
          </dl>
          <Text size="xs" c="dimmed" mt="xs">
            From what each domain last showed. What counts is measured when the email leaves.
            {reach.assumed > 0 &&
              ` For ${whole(reach.assumed)} to domains never measured, a valid certificate is assumed.`}
          </Text>
        </Paper>
        <Paper withBorder radius="md" p="md">
          <Title order={3} size="h6" mb="xs">
            Who will not get it
          </Title>
          {not.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nobody is left out.
            </Text>
          ) : (
            <dl className={css['rows']}>
              {not.map(([reason, n]) => (
                <Row key={reason} label={notWords(reason)} n={n} />
              ))}
            </dl>
          )}
        </Paper>
      </div>
    </>
  );
}

const WAYS: Readonly<Record<string, string>> = {
  tls: 'Encrypted connection (TLS)',
  portal: 'Secure portal, with a neutral notice',
};

function Row({ label, n }: { label: string; n: number }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{whole(n)}</dd>
    </>
  );
}
