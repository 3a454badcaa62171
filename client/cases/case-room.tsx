import { Anchor, Grid, Paper, Stack, Text, Title } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { caseCauses } from '../../server/core/cases/causes.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { Tag } from '../ui/tag.tsx';
import { CaseContact } from './case-contact.tsx';
import { CaseLog } from './case-log.tsx';
import { CaseSteps } from './case-steps.tsx';
import { outcomeWords, stateLooks } from './case-words.ts';
import styles from './cases.module.css';
import { type CaseDetails, useFollowCases } from './use-cases.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One case: why, whom it is about (masked until revealed), what to do next, and what was done. */
export function CaseRoom() {
  const { caseId } = useParams({ from: '/cases/$caseId' });
  const { data, isPending, error } = useQuery(trpc.cases.get.queryOptions({ id: caseId }));
  useFollowCases();
  // Kept nowhere but here: leaving the page closes it again.
  const reveal = useMutation(trpc.cases.reveal.mutationOptions({ onError: notifyFailed, gcTime: 0 }));
  if (isPending) return <Loading what="the case" />;
  if (!data) {
    const failure = failureOf(error);
    return (
      <Page title="Case">
        <Empty icon={<IconMailOff size={28} />} title="It cannot be shown">
          {failure?.code === 'NOT_FOUND' ? 'There is no case with this id.' : failure ? failureWords(failure) : ''}{' '}
          <Anchor renderRoot={(props) => <Link {...props} to="/cases" />}>All cases</Anchor>
        </Empty>
      </Page>
    );
  }
  const look = stateLooks[data.state];
  return (
    <Page
      title={`${data.template || 'An email'} to ${data.contact.name}`}
      badge={
        <>
          <Tag tone={look.tone}>{data.outcome ? outcomeWords[data.outcome] : look.label}</Tag>
          {data.overdue && <Tag tone="orange">Overdue</Tag>}
        </>
      }
      lead={caseCauses[data.cause]}
      actions={<Anchor renderRoot={(props) => <Link {...props} to="/cases" />}>All cases</Anchor>}
    >
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack>
            <CaseSteps key={`${data.id}:${data.state}`} one={data} />
            <CaseContact
              one={data}
              revealed={reveal.data ?? null}
              busy={reveal.isPending}
              onReveal={() => reveal.mutate({ id: data.id })}
              onMask={() => reveal.reset()}
            />
            <About one={data} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <CaseLog log={data.log} parts={reveal.data?.entries ?? null} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function About({ one }: { one: CaseDetails }) {
  const facts: Record<string, ReactNode> = {
    'For whom': one.queue,
    'From the journey': one.note,
    Journey: one.journey && (
      <Anchor
        size="sm"
        renderRoot={(props) => <Link {...props} to="/journeys/$journeyId" params={{ journeyId: one.journeyId }} />}
      >
        {one.journey}
      </Anchor>
    ),
    'First message': <MessageLink id={one.messageId}>What became of it, with its evidence</MessageLink>,
    'Server said': one.code,
    Resend: one.resendId && <MessageLink id={one.resendId}>The one resend, with its evidence</MessageLink>,
    Opened: moment.format(one.openedAt),
    'To be settled by': one.closedAt === null && moment.format(one.dueAt),
    Closed: one.closedAt !== null && moment.format(one.closedAt),
  };
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="About">
      <Title order={2} size="h5" mb="sm">
        About
      </Title>
      <dl className={styles['facts']}>
        {Object.entries(facts).map(([name, value]) =>
          value ? [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>] : null,
        )}
      </dl>
      <Text size="xs" c="dimmed" mt="sm">
        Everything done here is in the audit log and in the contact’s disclosure report.
      </Text>
    </Paper>
  );
}

function MessageLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/messages/$messageId" params={{ messageId: id }} />}>
      {children}
    </Anchor>
  );
}
