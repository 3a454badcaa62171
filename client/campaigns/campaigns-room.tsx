import { Box, Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconSearch, IconSpeakerphone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Tag } from '../ui/tag.tsx';
import { CampaignActions } from './actions.tsx';
import css from './campaigns.module.css';
import { type Campaign, DeliveryBar, Figure, sumOf } from './figures.tsx';
import { audienceWords, stateWords, whenWords } from './words.ts';

/** Looked at again while one is on its way; the others do not change by themselves. */
const REFRESH_MS = 3_000;
const moving = (one: Campaign) => one.state === 'sending' || one.state === 'scheduled';

/** One-off emails to many: what they did, and what is still to go. */
export function CampaignsRoom() {
  const query = useQuery(
    trpc.campaigns.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some(moving) ? REFRESH_MS : false),
    }),
  );
  const mayPublish = useMay('journeys.publish');
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = (query.data ?? []).filter((one) => one.name.toLowerCase().includes(wanted));
  const create = mayPublish && (
    <Button leftSection={<IconPlus size={17} />} renderRoot={(props) => <Link {...props} to="/campaigns/new" />}>
      New campaign
    </Button>
  );
  return (
    <Page
      title="Campaigns"
      lead="One email to many, once: now or at a time, protected for each of them."
      actions={create}
    >
      {query.isPending && <Loading what="the campaigns" />}
      {query.error && (
        <Text c="red">
          {failureOf(query.error) ? failureWords(failureOf(query.error)!) : 'The server cannot be reached.'}
        </Text>
      )}
      {query.isSuccess && query.data.length === 0 && (
        <Empty icon={<IconSpeakerphone size={28} />} title="No campaigns yet" action={create}>
          A campaign sends one email to a list or segment. You see beforehand who will not get it and why, and how the
          others would be reached.
        </Empty>
      )}
      {query.isSuccess && query.data.length > 0 && (
        <Stack gap="md">
          <TextInput
            aria-label="Find a campaign"
            placeholder="Find a campaign"
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            w={{ base: '100%', xs: 280 }}
          />
          {shown.map((one) => (
            <CampaignCard key={one.id} campaign={one} />
          ))}
          {shown.length === 0 && <Text c="dimmed">None like that.</Text>}
        </Stack>
      )}
    </Page>
  );
}

function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { id, name, state, plan, createdAt, total, opened, clicked } = campaign;
  const delivered = sumOf(campaign.delivered);
  const look = stateWords[state];
  return (
    <Paper withBorder radius="lg" className={css['card']} data-campaign={name}>
      <Box className={css['main']}>
        <Group gap="xs" wrap="nowrap">
          <Title order={2} size="h4" className={css['name']}>
            <Link to="/campaigns/$campaignId" params={{ campaignId: id }} className={css['link']}>
              {name}
            </Link>
          </Title>
          <Tag tone={look.tone} caps>
            {look.label}
          </Tag>
        </Group>
        <Text size="sm" c="dimmed">
          {plan ? `${audienceWords(plan.audience)} · ${plan.template} · ` : ''}
          {plan && plan.when.kind !== 'now' ? whenWords(plan.when) : new Date(createdAt).toLocaleString()}
        </Text>
        <Box mt="sm">
          <DeliveryBar campaign={campaign} />
        </Box>
      </Box>
      <Group className={css['figures']} gap="lg" wrap="nowrap">
        <Figure label="People" n={total} />
        <Figure label="Delivered" n={delivered} />
        <Figure label="Opened" n={opened} of={delivered} />
        <Figure label="Clicked" n={clicked} of={delivered} />
        <Figure label="Not delivered" n={sumOf(campaign.failed)} strong />
      </Group>
      <div className={css['above']}>
        <CampaignActions campaign={campaign} compact />
      </div>
    </Paper>
  );
}
