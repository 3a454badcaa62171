import { SimpleGrid } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconHandStop, IconQuestionMark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { trpc } from '../api/trpc.ts';
import { ChoiceCard } from '../ui/choice-card.tsx';
import type { MessageFilter } from './use-messages.ts';

type States = NonNullable<MessageFilter['states']>;

const CARDS: readonly { label: string; help: string; color: string; icon: ReactNode; states: States }[] = [
  {
    label: 'In doubt',
    help: 'May have arrived; never sent again by itself',
    color: 'grape',
    icon: <IconQuestionMark size={18} />,
    states: ['in_doubt'],
  },
  {
    label: 'Held',
    help: 'Nothing was sent; someone has to look',
    color: 'orange',
    icon: <IconHandStop size={18} />,
    states: ['held'],
  },
  {
    label: 'Failed',
    help: 'Given up for good',
    color: 'red',
    icon: <IconAlertTriangle size={18} />,
    states: ['failed'],
  },
  {
    label: 'Under way',
    help: 'Waiting, going out, or to be tried again',
    color: 'blue',
    icon: <IconClock size={18} />,
    states: ['queued', 'claimed', 'sealed', 'dot', 'deferred'],
  },
];

/** What needs someone, at a glance; each card is a filter. Counts only, kept fresh. */
export function Attention({
  chosen,
  onChoose,
}: {
  chosen: MessageFilter['states'];
  onChoose: (states: States | undefined) => void;
}) {
  const { data } = useQuery(trpc.messages.counts.queryOptions(undefined, { refetchInterval: 5_000 }));
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      {CARDS.map(({ states, ...card }) => {
        const on = chosen?.join() === states.join();
        return (
          <ChoiceCard
            key={card.label}
            {...card}
            n={data && states.reduce((sum, state) => sum + (data[state] ?? 0), 0)}
            on={on}
            onChoose={() => onChoose(on ? undefined : states)}
          />
        );
      })}
    </SimpleGrid>
  );
}
