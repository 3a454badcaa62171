import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../api/session.ts';
import { type Figures, numberWords, spanWords } from './figures.ts';
import { Panel } from './panel.tsx';

const STATES: Readonly<Record<string, string>> = {
  queued: 'Waiting',
  deferred: 'To be tried again',
  claimed: 'Being prepared',
  sealed: 'Going out',
  dot: 'Handed over, no answer yet',
  held: 'Held for a person',
  in_doubt: 'In doubt',
  failed: 'Failed',
};

/** Messages under way and those that need someone, with the oldest of each. */
export function MessagesPanel({ figures }: { figures: Figures }) {
  const may = useMay('messages.read');
  const doubt = figures.messages.find(({ state }) => state === 'in_doubt')?.n ?? 0;
  return (
    <Panel
      title="Messages"
      head={['State', 'How many', 'The oldest']}
      rows={figures.messages.map(({ state, n, oldest }) => ({
        key: state,
        cells: [STATES[state] ?? state, numberWords(n), oldest === null ? '–' : spanWords(figures.now - oldest)],
      }))}
      none="None is under way, and none needs anyone."
    >
      {doubt > 0 && (
        <Text size="xs" c="dimmed">
          In doubt: handed over without an answer. They may have arrived and are never sent again by themselves.
        </Text>
      )}
      {may && figures.messages.length > 0 && (
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/messages" />}>
          Look at the messages
        </Anchor>
      )}
    </Panel>
  );
}
