import { Alert, Badge, Button, Group, Paper, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconRoute, IconSearch, IconShieldExclamation } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { DestinationAccept } from './destination-accept.tsx';
import { DestinationRule } from './destination-rule.tsx';
import { type Destination, shownWords, suspicionWords } from './destination-words.ts';
import { FormCard } from './form-card.tsx';
import { RelayCard } from './relay-card.tsx';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** What recipients' mail servers showed, what they are held to, and what we say of them. */
export function DestinationsTab() {
  const may = useMay('destinations.edit');
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 250);
  const [rule, setRule] = useState<Destination | 'new' | null>(null);
  const [accepting, setAccepting] = useState<Destination | null>(null);
  const query = useQuery(
    trpc.destinations.list.queryOptions(
      { search: asked },
      { refetchInterval: 15_000, placeholderData: keepPreviousData },
    ),
  );
  const failure = failureOf(query.error);
  if (failure) return <Text>{failureWords(failure)}</Text>;
  if (!query.data) return <Loading what="destinations" />;
  const { destinations, more, relay } = query.data;
  return (
    <Stack gap="lg">
      {relay.used && <RelayCard provesLastHop={relay.provesLastHop} mayEdit={may} />}
      <FormCard
        title="Destinations"
        lead="How well each domain’s mail servers proved themselves when they were last connected to. A domain is held to the best it showed in the last 30 days: if it shows less, what is meant for it waits, until it shows that again, 30 days have passed, or an admin accepts less."
      >
        <Group align="flex-end">
          <TextInput
            label="Find a domain"
            leftSection={<IconSearch size={16} />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            style={{ flex: '1 1 240px' }}
            maw={420}
          />
          {may && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setRule('new')}>
              Rule for a domain
            </Button>
          )}
        </Group>
        {destinations.length === 0 && (
          <Empty icon={<IconRoute size={28} />} title={asked ? 'No such domain' : 'Nothing was measured yet'}>
            {asked
              ? 'No domain with this in its name was connected to or has a rule.'
              : 'Each domain is measured when the first message goes there. A rule can be made before that.'}
          </Empty>
        )}
        <Stack gap="sm" component="ul" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
          {destinations.map((one) => (
            <li key={one.domain}>
              <DestinationCard
                destination={one}
                mayEdit={may}
                onRule={() => setRule(one)}
                onAccept={() => setAccepting(one)}
              />
            </li>
          ))}
        </Stack>
        {more && (
          <Text size="sm" c="dimmed">
            The first hundred are shown. Search for the others.
          </Text>
        )}
      </FormCard>
      {rule && <DestinationRule destination={rule === 'new' ? null : rule} onClose={() => setRule(null)} />}
      {accepting && <DestinationAccept destination={accepting} onClose={() => setAccepting(null)} />}
    </Stack>
  );
}

function DestinationCard({
  destination,
  mayEdit,
  onRule,
  onAccept,
}: {
  destination: Destination;
  mayEdit: boolean;
  onRule: () => void;
  onAccept: () => void;
}) {
  const { domain, assurance, best, suspicion, suspectedAt, measuredAt, host, protocol, stsMode } = destination;
  const { pinned, parallel, perMinute } = destination;
  const limits = [
    parallel !== null && `${parallel} at a time`,
    perMinute !== null && `${perMinute.toLocaleString()} a minute`,
  ].filter((one) => one !== false);
  return (
    <Paper withBorder radius="md" p="md">
      <Group justify="space-between" wrap="wrap" align="flex-start">
        <div style={{ minWidth: 0, flex: '1 1 300px' }}>
          <Group gap="xs">
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {domain}
            </Text>
            {assurance && <AssuranceBadge assurance={assurance} />}
            {pinned && (
              <Badge color="teal" variant="light" tt="none">
                Partner
              </Badge>
            )}
            {stsMode === 'enforce' && (
              <Badge color="teal" variant="light" tt="none">
                MTA-STS
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {measuredAt === null
              ? 'Not measured yet.'
              : [host, protocol, when.format(new Date(measuredAt))].filter(Boolean).join(' · ')}
          </Text>
          {best && assurance && best > assurance && (
            <Text size="sm">
              Held to {best}: {shownWords(best)}
            </Text>
          )}
          {limits.length > 0 && <Text size="sm">At most {limits.join(', ')}</Text>}
        </div>
        {mayEdit && (
          <Group gap="xs">
            {suspicion === 'fell' && (
              <Button variant="light" color="orange" onClick={onAccept}>
                Accept less<VisuallyHidden> of {domain}</VisuallyHidden>
              </Button>
            )}
            <Button variant="default" onClick={onRule}>
              Rule<VisuallyHidden> for {domain}</VisuallyHidden>
            </Button>
          </Group>
        )}
      </Group>
      {suspicion && (
        <Alert
          mt="sm"
          color="red"
          variant="light"
          icon={<IconShieldExclamation size={20} />}
          title={suspicionWords[suspicion].label}
        >
          {suspicionWords[suspicion].help} What is meant for it is held
          {suspectedAt !== null && `, since ${when.format(new Date(suspectedAt))}`}.
        </Alert>
      )}
    </Paper>
  );
}

function AssuranceBadge({ assurance }: { assurance: NonNullable<Destination['assurance']> }) {
  const color = { T0: 'red', T1: 'orange', T2: 'teal', T3: 'teal', T4: 'teal' }[assurance];
  return (
    <Badge color={color} variant="light" tt="none">
      {assurance}: {shownWords(assurance)}
    </Badge>
  );
}
