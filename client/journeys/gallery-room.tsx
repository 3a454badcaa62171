import { SegmentedControl, Group, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconFile, IconMail, IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { Page } from '../ui/page.tsx';
import { purposeWords } from '../ui/purpose-words.ts';
import { Tag } from '../ui/tag.tsx';
import { blankJourney } from './blank.ts';
import { freeName } from './free-name.ts';
import { GalleryDetail } from './gallery-detail.tsx';
import css from './gallery.module.css';
import { Strip } from './strip.tsx';

export type Gallery = inferRouterOutputs<AppRouter>['gallery']['list'];
export type ReadyJourney = Gallery['journeys'][number];

const PURPOSES = ['treatment', 'operations', 'marketing'] as const;
const TONES = { treatment: 'well', operations: 'teal', marketing: 'orange', 'paid-marketing': 'orange' } as const;

/** Where a new journey begins: a blank sheet, or one of the ready ones. */
export function GalleryRoom() {
  const mayEdit = useMay('journeys.edit');
  const gallery = useQuery(trpc.gallery.list.queryOptions(undefined, { refetchOnMount: 'always' }));
  const journeys = useQuery(trpc.journeys.list.queryOptions());
  const [search, setSearch] = useState('');
  const [purpose, setPurpose] = useState<'all' | (typeof PURPOSES)[number]>('all');
  const [opened, setOpened] = useState<ReadyJourney | null>(null);
  const names = (journeys.data ?? []).map((one) => one.name);
  const wanted = search.trim().toLowerCase();
  const shown = (gallery.data?.journeys ?? []).filter(
    (one) => (purpose === 'all' || one.purpose === purpose) && textOf(one).includes(wanted),
  );
  const blank = mayEdit && purpose === 'all' && wanted === '';
  return (
    <Page
      title="New journey"
      lead="Begin with a blank sheet, or with a ready journey: drawn, written, and yours to change before it goes live."
    >
      <Group justify="space-between">
        <TextInput
          aria-label="Find a ready journey"
          placeholder="Find by name, audience or goal"
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={{ base: '100%', xs: 300 }}
        />
        <SegmentedControl
          aria-label="For which purpose"
          data={[
            { value: 'all', label: 'All' },
            ...PURPOSES.map((one) => ({ value: one, label: purposeWords[one].label })),
          ]}
          value={purpose}
          onChange={(next) => setPurpose(PURPOSES.find((one) => one === next) ?? 'all')}
        />
      </Group>
      {gallery.isPending && <Loading what="the ready journeys" />}
      {gallery.error && (
        <Text c="red">
          {failureOf(gallery.error) ? failureWords(failureOf(gallery.error)!) : 'The server cannot be reached.'}
        </Text>
      )}
      <div className={css['grid']}>
        {blank && <BlankCard names={names} />}
        {shown.map((one) => (
          <ReadyCard key={one.id} ready={one} onOpen={() => setOpened(one)} />
        ))}
      </div>
      {gallery.isSuccess && shown.length === 0 && (
        <Text c="dimmed">None like that. Try another word, or begin with a blank sheet.</Text>
      )}
      {opened && (
        <GalleryDetail
          key={opened.id}
          ready={opened}
          senders={gallery.data?.senders ?? []}
          names={names}
          mayEdit={mayEdit}
          onClose={() => setOpened(null)}
        />
      )}
    </Page>
  );
}

function ReadyCard({ ready, onOpen }: { ready: ReadyJourney; onOpen: () => void }) {
  const { graph, purpose, summary } = ready;
  const emails = graph.steps.filter((step) => step.type === 'send-email').length;
  return (
    <UnstyledButton className={css['card']} onClick={onOpen} data-ready={ready.id}>
      <Strip graph={graph} height={170} />
      <span className={css['words']}>
        <Text component="span" fw={650}>
          {graph.name}
        </Text>
        <Text component="span" size="sm" c="dimmed">
          {summary}
        </Text>
        <Group component="span" gap={8} className={css['foot']}>
          <Tag tone={TONES[purpose]}>{purposeWords[purpose].label}</Tag>
          <Text component="span" size="xs" c="dimmed">
            {graph.steps.length} steps · <IconMail size={13} style={{ verticalAlign: -2 }} aria-hidden />{' '}
            {emails === 1 ? '1 email' : `${emails} emails`}
          </Text>
        </Group>
      </span>
    </UnstyledButton>
  );
}

function BlankCard({ names }: { names: readonly string[] }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.journeys.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries(trpc.journeys.list.queryFilter());
        await navigate({ to: '/journeys/$journeyId', params: { journeyId: id } });
      },
      onError: notifyFailed,
    }),
  );
  return (
    <UnstyledButton
      className={css['card']}
      disabled={isPending}
      onClick={() => mutate({ graph: blankJourney(freeName('New journey', names)) })}
    >
      <span className={css['blank']}>
        <IconFile size={44} stroke={1.3} aria-hidden />
      </span>
      <span className={css['words']}>
        <Text component="span" fw={650}>
          A blank sheet
        </Text>
        <Text component="span" size="sm" c="dimmed">
          A trigger, and everything else yours to draw.
        </Text>
      </span>
    </UnstyledButton>
  );
}

/** What a search looks through. */
function textOf({ graph, summary, audience, goal, purpose }: ReadyJourney): string {
  return `${graph.name} ${summary} ${audience} ${goal} ${purposeWords[purpose].label}`.toLowerCase();
}
