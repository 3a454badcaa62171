import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { trpc } from '../api/trpc.ts';

const PAGE = 100;

/** Pages of masked contacts: everyone, or those on a list or in a segment. */
export function useContacts(where: { list?: string | undefined; segment?: string | undefined }, enabled: boolean) {
  const query = useInfiniteQuery(
    trpc.contacts.list.infiniteQueryOptions(
      { ...where, limit: PAGE },
      { getNextPageParam: (page) => page.next ?? undefined, enabled, staleTime: 30_000 },
    ),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.contacts) ?? [], [query.data]);
  return { ...query, rows };
}
