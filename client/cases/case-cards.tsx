import { Group, Paper, SimpleGrid, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconClockExclamation, IconMailQuestion, IconUser, IconUserQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './cases.module.css';
import { type CaseFilter, useCaseCounts } from './use-cases.ts';

const CARDS: readonly {
  filter: 'open' | 'overdue' | 'unassigned' | 'mine';
  label: string;
  help: string;
  color: string;
  icon: ReactNode;
}[] = [
  {
    filter: 'open',
    label: 'Open',
    help: 'Not delivered, not settled yet',
    color: 'red',
    icon: <IconMailQuestion size={18} />,
  },
  {
    filter: 'overdue',
    label: 'Overdue',
    help: 'Waiting longer than they should',
    color: 'orange',
    icon: <IconClockExclamation size={18} />,
  },
  {
    filter: 'unassigned',
    label: 'Nobody’s',
    help: 'Nobody has taken them yet',
    color: 'yellow',
    icon: <IconUserQuestion size={18} />,
  },
  { filter: 'mine', label: 'Mine', help: 'Given to you', color: 'blue', icon: <IconUser size={18} /> },
];

/** How many wait, kept fresh; for those who may see the cases each card is a filter. Counts only. */
export function CaseCards({ chosen, onChoose }: { chosen: CaseFilter; onChoose?: (filter: CaseFilter) => void }) {
  const { data } = useCaseCounts();
  return (
    <SimpleGrid cols={{ base: 2, md: onChoose ? 4 : 3 }} spacing="md">
      {CARDS.filter((card) => onChoose !== undefined || card.filter !== 'mine').map((card) => {
        const n = data?.[card.filter] ?? 0;
        const face = (
          <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" h="100%">
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <ThemeIcon variant="light" color={n > 0 ? card.color : 'gray'} size={36} radius="md" aria-hidden>
                {card.icon}
              </ThemeIcon>
              <div>
                <Text size="xl" fw={700} lh={1.1}>
                  {data ? n.toLocaleString() : '–'}
                </Text>
                <Text size="sm" fw={600}>
                  {card.label}
                </Text>
                <Text size="xs" c="dimmed">
                  {card.help}
                </Text>
              </div>
            </Group>
          </Paper>
        );
        if (!onChoose) return <div key={card.filter}>{face}</div>;
        const on = chosen === card.filter;
        return (
          <UnstyledButton
            key={card.filter}
            aria-pressed={on}
            data-on={on || undefined}
            className={styles['card']}
            onClick={() => onChoose(on ? 'open' : card.filter)}
          >
            {face}
          </UnstyledButton>
        );
      })}
    </SimpleGrid>
  );
}
