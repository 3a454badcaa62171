import { Alert } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { trpc } from '../../api/trpc.ts';
import { wholeNumber } from '../../results/figures.ts';
import { useGraph } from '../state/canvas-context.ts';

/** How many of those the triggers let in share an address: mail about a patient to them would be held. */
export function Sharing() {
  const graph = useGraph((one) => one);
  const filters = graph.triggers.flatMap(({ filter }) => (filter ? [filter] : []));
  // One way in that asks for nothing lets everyone in.
  const everyone = filters.length < graph.triggers.length;
  const filter: Filter = everyone ? { all: [] } : filters.length === 1 ? filters[0]! : { any: filters };
  const { data } = useQuery(
    trpc.journeys.sharingCount.queryOptions(
      { filter },
      { enabled: graph.triggers.length > 0, staleTime: 60_000, retry: false },
    ),
  );
  if (!data || data.count === 0) return null;
  return (
    <Alert color="yellow" icon={<IconUsers size={18} />} p="sm">
      {wholeNumber(data.count)} {data.count === 1 ? 'contact who may enter shares' : 'contacts who may enter share'} an
      address with another, and nobody said that this is meant. Mail about a patient to them is held.
    </Alert>
  );
}
