import { Accordion, Code, Divider, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { StateBadge } from './badges.tsx';
import { ConnectionPanel } from './connection-panel.tsx';
import { readRecord } from '../../server/core/evidence/record.ts';
import { Facts, Hash } from './facts.tsx';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import type { MessageDetails } from './use-messages.ts';
import { WhyMethod } from './why-method.tsx';

type Attempt = MessageDetails['attempts'][number];
type Evidence = MessageDetails['evidence'];

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** One try: decided how, over which connection, ended how; and the links of the chain that prove it. */
export function AttemptCard({ attempt, evidence }: { attempt: Attempt; evidence: Evidence }) {
  const records = evidence.map((row) => ({ row, record: readRecord(row.record) }));
  const intent = records.flatMap(({ record }) => (record?.kind === 'intent' ? [record] : [])).at(-1) ?? null;
  const outcome = records.flatMap(({ record }) => (record?.kind === 'outcome' ? [record] : [])).at(-1) ?? null;
  const settled = records.flatMap(({ record }) => (record?.kind === 'resolution' ? [record] : [])).at(-1) ?? null;
  const reply = outcome?.reply;
  return (
    <Paper
      withBorder
      radius="md"
      p="lg"
      bg="var(--stepwell-card)"
      component="section"
      aria-label={`Attempt ${attempt.n}`}
    >
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4">
          Attempt {attempt.n}
        </Title>
        {attempt.result && <StateBadge state={attempt.result} />}
      </Group>
      {intent && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
          <Stack gap="xs">
            <Title order={3} size="h6">
              Why this method
            </Title>
            <WhyMethod record={intent} />
            {intent.class && (
              <Group gap="xs" align="center">
                <PhiBadge phi={intent.class} />
                <Text size="xs" c="dimmed">
                  {intent.because.length > 0
                    ? `because of ${intent.because.map(because).join(', ')}`
                    : 'nothing about a patient in it'}
                </Text>
              </Group>
            )}
          </Stack>
          <Stack gap="xs">
            <Title order={3} size="h6">
              Connection
            </Title>
            <ConnectionPanel reach={intent.reach} />
          </Stack>
        </SimpleGrid>
      )}
      <Divider my="md" />
      <Facts
        facts={{
          Began: moment.format(attempt.startedAt),
          'Handed over': attempt.dotAt && moment.format(attempt.dotAt),
          Ended: attempt.finishedAt && moment.format(attempt.finishedAt),
          Because: outcome && reasonWords(outcome.reason),
          Answer: reply && [reply.code, reply.enhanced].filter(Boolean).join(' '),
          'Queue id': reply?.queueId,
          'Settled later': settled && [reasonWords(settled.reason), settled.because.code].filter(Boolean).join(' · '),
          'Sealed by': intent?.sealed?.algorithm,
          Key: intent?.sealed?.keyFingerprint && <Hash of={intent.sealed.keyFingerprint} />,
          'DKIM keys': intent?.sealed?.dkimSelectors.join(', '),
          'Bytes sent, SHA-256': intent?.sealed && <Hash of={intent.sealed.sha256} />,
          'Transcript, SHA-256': outcome?.transcriptSha256 && <Hash of={outcome.transcriptSha256} />,
        }}
      />
      <Accordion variant="contained" mt="md" order={3}>
        <Accordion.Item value="chain">
          <Accordion.Control>Evidence as stored ({evidence.length})</Accordion.Control>
          <Accordion.Panel>
            <Stack>
              {evidence.map((row) => (
                <div key={row.seq}>
                  <Facts
                    facts={{
                      Chain: `lane ${row.lane}, number ${row.seq}`,
                      Stored: moment.format(row.at),
                      Hash: <Hash of={row.hash} />,
                      Follows: <Hash of={row.previous} />,
                    }}
                  />
                  <Code block mt="xs" fz="xs" tabIndex={0} aria-label="Record as stored">
                    {JSON.stringify(row.record, null, 2)}
                  </Code>
                </div>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Paper>
  );
}

function because(part: string): string {
  const [kind, key] = part.split(':');
  if (kind === 'uses') return `the field ${key}`;
  if (kind === 'tested') return `being chosen by ${key}`;
  if (kind === 'declared') return 'its declared topic';
  if (kind === 'floor') return 'the sender’s floor';
  if (kind === 'scanned') return 'what a scan found';
  return 'something that could not be read';
}
