import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Filter } from '../../server/core/segment/ast.ts';
import { trpc } from '../api/trpc.ts';

/** How long typing must rest before a rule is counted, in milliseconds. */
const REST = 250;

/**
 * How many contacts a rule matches, counted again shortly after it last changed. `counting` is true while the figure
 * shown belongs to an earlier form of the rule.
 */
export function useLiveCount(filter: Filter | null) {
  const [settled] = useDebouncedValue(filter, REST);
  const query = useQuery(
    trpc.segments.count.queryOptions(
      { filter: settled ?? { all: [] } },
      { enabled: settled !== null, placeholderData: keepPreviousData, retry: false, staleTime: 30_000 },
    ),
  );
  const counting = filter !== null && (settled !== filter || query.isFetching);
  return { count: filter && !query.isError ? (query.data ?? null) : null, counting, error: query.error };
}
