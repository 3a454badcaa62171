import { useInfiniteQuery } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useMemo } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { trpc } from '../api/trpc.ts';

export type MessageItem = inferRouterOutputs<AppRouter>['messages']['list']['messages'][number];
export type MessageDetails = inferRouterOutputs<AppRouter>['messages']['get'];
export type MessageFilter = Pick<inferRouterInputs<AppRouter>['messages']['list'], 'journeyId' | 'states' | 'method'>;

const PAGE = 100;

/** Pages of messages, newest first. Not refetched by itself: each look at who got what is in the audit log. */
export function useMessages(filter: MessageFilter) {
  const query = useInfiniteQuery(
    trpc.messages.list.infiniteQueryOptions(
      { ...filter, limit: PAGE },
      { getNextPageParam: (page) => page.next ?? undefined, staleTime: 15_000 },
    ),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.messages) ?? [], [query.data]);
  return { ...query, rows };
}
