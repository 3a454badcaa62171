import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useEffect, useMemo, useRef } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';

export type ReplyItem = inferRouterOutputs<AppRouter>['replies']['list']['replies'][number];
export type Conversation = inferRouterOutputs<AppRouter>['replies']['open'];
export type ThreadPart = Conversation['thread'][number];
export type ReplyFilter = NonNullable<inferRouterInputs<AppRouter>['replies']['list']['filter']>;

const PAGE = 100;
const LOOK_MS = 5_000;

/** How many replies wait, by sender identity, kept fresh. */
export function useReplyCounts() {
  return useQuery(
    trpc.replies.counts.queryOptions(undefined, { refetchInterval: LOOK_MS, enabled: useMay('replies.read') }),
  );
}

/** Reads the list again when any reply changed: each look is in the audit log, so not by the clock. */
export function useFollowReplies(): void {
  const queries = useQueryClient();
  const version = useReplyCounts().data?.version;
  const seen = useRef(version);
  useEffect(() => {
    if (version === undefined || version === seen.current) return;
    const first = seen.current === undefined;
    seen.current = version;
    if (!first) void queries.invalidateQueries(trpc.replies.list.infiniteQueryFilter());
  }, [version, queries]);
}

/** Pages of replies, masked. */
export function useReplies(filter: ReplyFilter, senderId: string | undefined) {
  const query = useInfiniteQuery(
    trpc.replies.list.infiniteQueryOptions(
      { filter, senderId, limit: PAGE },
      { getNextPageParam: (page) => page.next ?? undefined, staleTime: 15_000 },
    ),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.replies) ?? [], [query.data]);
  return { ...query, rows };
}
