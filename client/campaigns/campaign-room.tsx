import { Alert, Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconMailOff, IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { failureOf, trpc } from '../api/trpc.ts';
import { methodNames } from '../messages/message-words.ts';
import { ForecastAndFact } from '../results/forecast-and-fact.tsx';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { pauseWords } from '../ui/pause-words.ts';
import { purposeWords } from '../ui/purpose-words.ts';
import { Tag } from '../ui/tag.tsx';
import { CampaignActions } from './actions.tsx';
import css from './campaigns.module.css';
import { type Campaign, DeliveryBar, Figure, sumOf, whole } from './figures.tsx';
import { Preview } from './preview.tsx';
import { audienceWords, notWords, stateWords, whenWords } from './words.ts';

const REFRESH_MS = 2_000;

/** One campaign: what it was, what became of it. */
export function CampaignRoom() {
  const { campaignId } = useParams({ from: '/campaigns/$campaignId' });
  const query = useQuery(
    trpc.campaigns.get.queryOptions(
      { id: campaignId },
      { refetchInterval: ({ state }) => (isMoving(state.data) ? REFRESH_MS : false) },
    ),
  );
  if (query.isPending) return <Loading what="the campaign" />;
  if (query.error)
    return (
      <Empty
        icon={<IconMailOff size={28} />}
        title="This campaign cannot be shown"
        action={<Button renderRoot={(props) => <Link {...props} to="/campaigns" />}>All campaigns</Button>}
      >
        {failureOf(query.error) ? failureWords(failureOf(query.error)!) : 'The server cannot be reached.'}
      </Empty>
    );
  return <Shown campaign={query.data} />;
}

function Shown({ campaign }: { campaign: Campaign }) {
  const { name, state, total, entered, opened, clicked, plan, nextAt, waiting, waitingForTime, pausedReason } =
    campaign;
  const delivered = sumOf(campaign.delivered);
  const look = stateWords[state];
  return (
    <Page
      title={name}
      badge={
        <Tag tone={look.tone} caps>
          {look.label}
        </Tag>
      }
      lead={leadOf(campaign)}
      actions={<CampaignActions campaign={campaign} />}
    >
      {pausedReason && (
        <Alert color="orange" icon={<IconPlayerPause size={18} />}>
          {pauseWords(pausedReason)}
        </Alert>
      )}
      <Paper withBorder radius="lg" p="lg">
        <Group gap="xl" mb="md" className={css['summary']}>
          <Figure label="People counted" n={total} />
          <Figure label="Came in" n={entered} />
          <Figure label="Delivered" n={delivered} of={entered} />
          <Figure label="Opened" n={opened} of={delivered} />
          <Figure label="Clicked" n={clicked} of={delivered} />
          <Figure label="Not delivered" n={sumOf(campaign.failed)} of={entered} strong />
          {waiting + waitingForTime > 0 && <Figure label="Still to go" n={waiting + waitingForTime} />}
        </Group>
        <DeliveryBar campaign={campaign} size={16} />
      </Paper>
      <div className={css['columns']}>
        <Stack gap="lg">
          <Counts title="Delivered, by method" counts={campaign.delivered} words={(one) => methodNames[one] ?? one} />
          <Counts title="Not delivered, and why" counts={campaign.failed} words={notWords} />
          <ForecastAndFact journeyId={campaign.id} />
          {nextAt !== null && (
            <Text size="sm" c="dimmed">
              The next goes out {new Date(nextAt).toLocaleString()} (your time).
            </Text>
          )}
        </Stack>
        <Stack gap="lg">
          {plan && (
            <Paper withBorder radius="lg" p="lg">
              <Title order={2} size="h5" mb="sm">
                The campaign
              </Title>
              <dl className={css['facts']}>
                <dt>To</dt>
                <dd>{audienceWords(plan.audience)}</dd>
                <dt>Email</dt>
                <dd>{plan.template}</dd>
                <dt>As</dt>
                <dd>{plan.sender}</dd>
                <dt>Purpose</dt>
                <dd>{purposeWords[plan.purpose].label}</dd>
                <dt>When</dt>
                <dd>{whenWords(plan.when)}</dd>
              </dl>
            </Paper>
          )}
          <Anchor
            size="sm"
            renderRoot={(props) => <Link {...props} to="/journeys/$journeyId" params={{ journeyId: campaign.id }} />}
          >
            See it as the journey it is
          </Anchor>
        </Stack>
        {plan && <Preview template={plan.template} />}
      </div>
    </Page>
  );
}

function Counts({
  title,
  counts,
  words,
}: {
  title: string;
  counts: Readonly<Record<string, number>>;
  words: (key: string) => string;
}) {
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return (
    <Paper withBorder radius="lg" p="lg">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          None.
        </Text>
      ) : (
        <dl className={css['rows']}>
          {rows.map(([key, n]) => (
            <Row key={key} label={words(key)} n={n} />
          ))}
        </dl>
      )}
    </Paper>
  );
}

function Row({ label, n }: { label: string; n: number }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{whole(n)}</dd>
    </>
  );
}

function isMoving(campaign: Campaign | undefined): boolean {
  return campaign?.state === 'sending' || campaign?.state === 'scheduled';
}

function leadOf({ createdBy, createdAt, state, total }: Campaign): string {
  const by = createdBy ? ` by ${createdBy}` : '';
  const made = `Confirmed ${new Date(createdAt).toLocaleString()}${by}.`;
  return state === 'cancelled' ? `${made} Cancelled before anyone of ${whole(total)} got it.` : made;
}
