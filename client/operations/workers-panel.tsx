import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Tag } from '../ui/tag.tsx';
import { type Figures, numberWords, spanWords } from './figures.ts';
import { Panel } from './panel.tsx';

/** A worker tells every ten seconds that it lives. */
const ALIVE_MS = 30_000;

/** Who walks, sends and runs jobs; how late people are taken on; whose clock is off. */
export function WorkersPanel({ figures, clockOffset }: { figures: Figures; clockOffset: number }) {
  const alive = figures.workers.filter(({ seenMs }) => seenMs < ALIVE_MS);
  return (
    <Panel
      title="Workers"
      head={['Worker', 'Taken on', 'Half within', '99 % within', 'Clock']}
      rows={figures.workers.map((one) => ({
        key: one.name,
        cells: [
          <>
            {one.name} {one.seenMs >= ALIVE_MS && <Tag tone="red">silent for {spanWords(one.seenMs)}</Tag>}
          </>,
          numberWords(one.claimed),
          spanWords(one.lagP50),
          spanWords(one.lagP99),
          signed(one.clockOffset),
        ],
      }))}
      none="No worker was heard of."
    >
      {alive.length === 0 && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} p="xs">
          No worker is alive: nobody moves, nothing is sent, and nothing is watched over. Start one.
        </Alert>
      )}
      <Text size="xs" c="dimmed">
        Of the last minute: people taken on, and how long after they were due. Clocks against the database’s; this web
        server’s is {signed(clockOffset)}.
      </Text>
    </Panel>
  );
}

function signed(ms: number): string {
  return `${ms > 0 ? '+' : ''}${spanWords(ms)}`;
}
