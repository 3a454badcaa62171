import { SimpleGrid } from '@mantine/core';
import { IconClockExclamation, IconMailQuestion, IconUser, IconUserQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ChoiceCard } from '../ui/choice-card.tsx';
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
        const { filter, ...shown } = card;
        const on = chosen === filter;
        return (
          <ChoiceCard
            key={filter}
            {...shown}
            n={data ? (data[filter] ?? 0) : undefined}
            on={on}
            onChoose={onChoose && (() => onChoose(on ? 'open' : filter))}
          />
        );
      })}
    </SimpleGrid>
  );
}
