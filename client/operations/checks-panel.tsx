import { Group, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { type Figures, spanWords } from './figures.ts';

const CHECKS: Readonly<Record<string, string>> = {
  audit: 'The audit log’s chain',
  clock: 'The database’s clock',
  complaints: 'Complaints against accepted mail',
  endless: 'Nobody waits for nothing',
  evidence: 'The chains of evidence',
  here: 'Counters against the people here now',
  inbound: 'Returned mail is read',
  jobs: 'Jobs that were given up',
  leases: 'Messages in flight have a living worker',
  'message-states': 'Every message finished or under way',
  outbox: 'The outbox moves',
  recount: 'Counters against every visit',
  'set-aside': 'Contacts set aside',
  stopped: 'Journeys stopped by Stepwell',
  stuck: 'Everyone who is due moves',
  unheard: 'Changes are passed on',
  'worker-clocks': 'Workers’ clocks',
};

/** Twice the longest time between two runs of a check. */
const STALE_MS = 40 * 60_000;

/** What is watched over, when it was looked at last and how long that took. */
export function ChecksPanel({ figures }: { figures: Figures }) {
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" component="section" aria-label="Checks">
      <Title order={2} size="h5" mb="xs">
        What is watched over
      </Title>
      {figures.checks.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet: the first round comes within a minute of a worker’s start.
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing={4}>
        {figures.checks.map(({ check, agoMs, tookMs }) => (
          <Group key={check} justify="space-between" wrap="nowrap" gap="sm" title={`Took ${tookMs} ms`}>
            <Text size="sm">{CHECKS[check] ?? check}</Text>
            <Text size="sm" c={agoMs > STALE_MS ? 'var(--mantine-color-error)' : 'dimmed'} style={{ flex: 'none' }}>
              {spanWords(agoMs)} ago
            </Text>
          </Group>
        ))}
      </SimpleGrid>
    </Paper>
  );
}

/** Whether the watch has looked at everything lately: else nothing can be said to hold. */
export function isWatched({ checks }: Figures): boolean {
  return checks.length > 0 && checks.every(({ agoMs }) => agoMs <= STALE_MS);
}
