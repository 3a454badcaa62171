import { Text } from '@mantine/core';
import { type Figures, numberWords, spanWords } from './figures.ts';
import { Panel } from './panel.tsx';

/** Who is due and what is ready to go, by priority: 1 drains first. */
export function BacklogPanel({ figures }: { figures: Figures }) {
  const rows = figures.backlog.map((one) => ({
    key: String(one.priority),
    cells: [
      String(one.priority),
      numberWords(one.people, figures.most),
      one.people > 0 ? spanWords(one.peopleLate) : '–',
      numberWords(one.messages, figures.most),
      one.messages > 0 ? spanWords(one.messagesLate) : '–',
    ],
  }));
  return (
    <Panel
      title="Backlog"
      head={['Priority', 'People due', 'The first for', 'Emails ready', 'The first since']}
      rows={rows}
      none="Nobody is due, and nothing waits to go."
    >
      {rows.length > 0 && (
        <Text size="xs" c="dimmed">
          However long, it is in order while it moves. One that does not is an alert above.
        </Text>
      )}
    </Panel>
  );
}
