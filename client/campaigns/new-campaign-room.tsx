import { Group, Paper, SegmentedControl, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type CampaignPlan, campaignPlan } from '../../server/core/campaign/plan.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import { purposes } from '../../server/core/steps/step.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { useAudienceCount } from '../api/use-audience-count.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { purposeWords } from '../ui/purpose-words.ts';
import css from './campaigns.module.css';
import { CheckCard } from './check-card.tsx';
import { whole } from './figures.tsx';
import { Preview } from './preview.tsx';
import { WhenField } from './when-field.tsx';
import { audienceWords } from './words.ts';

/** A new campaign, empty or as a copy of another. */
export function NewCampaignRoom() {
  const { from } = useSearch({ from: '/campaigns/new' });
  const catalog = useQuery(trpc.journeys.catalog.queryOptions(undefined, { refetchOnMount: 'always' }));
  const copied = useQuery(
    trpc.campaigns.get.queryOptions({ id: from ?? '' }, { enabled: from !== undefined, retry: false }),
  );
  const waiting = from !== undefined && copied.isPending;
  if (catalog.error) return <Text p="xl">{failureOf(catalog.error)?.message ?? 'The server cannot be reached.'}</Text>;
  if (!catalog.data || waiting) return <Loading what="what a campaign needs" />;
  const before = copied.data?.plan ?? null;
  return <NewCampaign key={from ?? ''} catalog={catalog.data} before={before} />;
}

type Draft = { [Key in keyof CampaignPlan]: CampaignPlan[Key] | null };

function NewCampaign({ catalog, before }: { catalog: Catalog; before: CampaignPlan | null }) {
  const senders = catalog.senders.filter((one) => one.verified);
  const [draft, setDraft] = useState<Draft>({
    name: before ? `${before.name} (copy)` : '',
    audience: before?.audience ?? null,
    template: before?.template ?? null,
    sender: before?.sender ?? senders[0]?.name ?? null,
    purpose: before?.purpose ?? 'operations',
    // A date of long ago is not copied; a window comes round again.
    when: before?.when.kind === 'window' ? before.when : { kind: 'now' },
  });
  const [whenKind, setWhenKind] = useState(draft.when?.kind ?? 'now');
  const set = (patch: Partial<Draft>) => setDraft((now) => ({ ...now, ...patch }));
  const parsed = campaignPlan.safeParse(draft);
  const plan = parsed.success ? parsed.data : null;
  const has = {
    who: draft.audience !== null,
    what: Boolean(draft.template && draft.sender),
    when: draft.when !== null,
  };
  return (
    <Page
      title="New campaign"
      lead="One email to many, once. Nothing is sent before you have seen who gets it and confirmed."
    >
      <div className={css['flow']}>
        <Stack gap="lg">
          <Part n={1} title="Who" done={has.who}>
            <Audience catalog={catalog} draft={draft} set={set} />
          </Part>
          <Part n={2} title="What" done={has.what && draft.name?.trim() !== ''}>
            <TextInput
              label="Name of the campaign"
              description="Only your team sees it."
              value={draft.name ?? ''}
              maxLength={120}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Select
              label="Email"
              placeholder="Choose a template"
              searchable
              data={catalog.templates.filter((one) => one.version !== null).map((one) => one.name)}
              value={draft.template}
              onChange={(template) => set({ template })}
              allowDeselect={false}
              nothingFoundMessage="No published template of that name"
            />
            <Select
              label="Send as"
              data={senders.map((one) => ({ value: one.name, label: `${one.fromName} <${one.address}>` }))}
              value={draft.sender}
              onChange={(sender) => set({ sender })}
              allowDeselect={false}
              placeholder={
                senders.length === 0 ? 'No verified sender yet: an administrator adds one' : 'Choose a sender'
              }
            />
            <Select
              label="Purpose"
              description={draft.purpose ? purposeWords[draft.purpose].help : undefined}
              data={purposes.map((one) => ({ value: one, label: purposeWords[one].label }))}
              value={draft.purpose}
              onChange={(value) => set({ purpose: purposes.find((one) => one === value) ?? 'operations' })}
              allowDeselect={false}
            />
          </Part>
          <Part n={3} title="When" done={has.when}>
            <WhenField
              kind={whenKind}
              when={draft.when}
              onChange={(kind, when) => {
                setWhenKind(kind);
                set({ when });
              }}
            />
          </Part>
          <Part n={4} title="Check and send" done={false}>
            {plan ? (
              <CheckCard plan={plan} />
            ) : (
              <Text c="dimmed" size="sm">
                {missingWords(has, draft.name ?? '')}
              </Text>
            )}
          </Part>
        </Stack>
        <div className={css['aside']}>
          <Preview template={draft.template} />
        </div>
      </div>
    </Page>
  );
}

function Audience({ catalog, draft, set }: { catalog: Catalog; draft: Draft; set: (patch: Partial<Draft>) => void }) {
  const { audience } = draft;
  const [kind, setKind] = useState<'segment' | 'list'>(audience && 'list' in audience ? 'list' : 'segment');
  const count = useAudienceCount(audience);
  const chosen = audience && kind in audience ? Object.values(audience)[0] : null;
  const own = audience && !('segment' in audience) && !('list' in audience);
  return (
    <>
      <SegmentedControl
        aria-label="Send to"
        data={[
          { value: 'segment', label: 'A segment' },
          { value: 'list', label: 'A list' },
        ]}
        value={kind}
        onChange={(next) => {
          setKind(next === 'list' ? 'list' : 'segment');
          set({ audience: null });
        }}
        style={{ alignSelf: 'flex-start' }}
      />
      <Select
        label={kind === 'segment' ? 'Segment' : 'List'}
        placeholder={own ? audienceWords(audience) : 'Choose one'}
        searchable
        data={kind === 'segment' ? catalog.segments.map((one) => one.name) : catalog.lists}
        value={typeof chosen === 'string' ? chosen : null}
        onChange={(name) =>
          set({ audience: name === null ? null : kind === 'segment' ? { segment: name } : { list: name } })
        }
        nothingFoundMessage="None of that name"
      />
      {audience && (
        <Group gap={8} aria-live="polite">
          <IconUsers size={18} aria-hidden />
          <Text size="sm">
            {count === null ? 'Counting…' : `${whole(count)} ${count === 1 ? 'contact' : 'contacts'} now`}
          </Text>
        </Group>
      )}
    </>
  );
}

function Part({ n, title, done, children }: { n: number; title: string; done: boolean; children: ReactNode }) {
  return (
    <Paper component="section" withBorder radius="lg" p="lg" aria-labelledby={`part-${n}`}>
      <Group gap={10} mb="md">
        <span className={css['number']} data-done={done || undefined} aria-hidden>
          {done ? <IconCheck size={16} /> : n}
        </span>
        <Title order={2} size="h4" id={`part-${n}`}>
          {title}
        </Title>
      </Group>
      <Stack gap="md">{children}</Stack>
    </Paper>
  );
}

function missingWords(has: { who: boolean; what: boolean; when: boolean }, name: string): string {
  const missing = [
    ...(has.who ? [] : ['whom to send to']),
    ...(has.what ? [] : ['an email and a sender']),
    ...(name.trim() === '' ? ['a name'] : []),
    ...(has.when ? [] : ['a date']),
  ];
  return `Still to choose: ${missing.join(', ')}.`;
}
