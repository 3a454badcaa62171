import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { trpc } from './trpc.ts';
import type { Filter } from '../../server/core/segment/ast.ts';

/** How many contacts a filter matches now; null while unknown, or when the role may not ask. */
export function useAudienceCount(filter: Filter | null): number | null {
  const { data } = useQuery(
    trpc.segments.count.queryOptions(
      { filter: filter ?? { all: [] } },
      { enabled: filter !== null, staleTime: 60_000, placeholderData: keepPreviousData, retry: false },
    ),
  );
  return filter ? (data?.matched ?? null) : null;
}
