import { Text } from '@mantine/core';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { numberWords, spanWords } from './figures.ts';
import { Panel } from './panel.tsx';

type Inbound = NonNullable<inferRouterOutputs<AppRouter>['operations']['get']['inbound']>;

const KINDS: Readonly<Record<string, string>> = {
  bounce: 'Bounces and notices',
  complaint: 'Complaints',
  'auto-reply': 'Automatic replies',
  reply: 'Replies',
  unsubscribe: 'Unsubscribes',
  unreadable: 'Not readable',
};

/** What came back within a day, and what is still to be read. */
export function InboundPanel({ inbound }: { inbound: Inbound }) {
  const { waiting, oldestMs, read } = inbound;
  return (
    <Panel
      title="Returned mail"
      head={['Within a day', 'Read']}
      rows={read.map(({ kind, n }) => ({ key: kind, cells: [KINDS[kind] ?? kind, numberWords(n)] }))}
      none="None came back within a day."
    >
      <Text size="xs" c="dimmed">
        {waiting === 0
          ? 'All of it is read.'
          : `${numberWords(waiting)} to be read; the first has been waiting for ${spanWords(oldestMs)}.`}
      </Text>
    </Panel>
  );
}
