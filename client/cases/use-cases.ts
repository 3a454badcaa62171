import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { useEffect, useMemo, useRef } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';

export type CaseItem = inferRouterOutputs<AppRouter>['cases']['list']['cases'][number];
export type CaseDetails = inferRouterOutputs<AppRouter>['cases']['get'];
export type CaseFilter = NonNullable<inferRouterInputs<AppRouter>['cases']['list']['filter']>;

const PAGE = 100;
const LOOK_MS = 5_000;

/** How many cases wait, kept fresh. */
export function useCaseCounts() {
  return useQuery(
    trpc.cases.counts.queryOptions(undefined, { refetchInterval: LOOK_MS, enabled: useMay('cases.count') }),
  );
}

/** Reads what is shown of cases again when any of them changed: each look is in the audit log, so not by the clock. */
export function useFollowCases(): void {
  const queries = useQueryClient();
  const version = useCaseCounts().data?.version;
  const seen = useRef(version);
  useEffect(() => {
    if (version === undefined || version === seen.current) return;
    const first = seen.current === undefined;
    seen.current = version;
    if (first) return;
    void queries.invalidateQueries(trpc.cases.list.infiniteQueryFilter());
    void queries.invalidateQueries(trpc.cases.get.queryFilter());
  }, [version, queries]);
}

/** Pages of cases, masked. */
export function useCases(filter: CaseFilter, enabled: boolean) {
  const query = useInfiniteQuery(
    trpc.cases.list.infiniteQueryOptions(
      { filter, limit: PAGE },
      { getNextPageParam: (page) => page.next ?? undefined, staleTime: 15_000, enabled },
    ),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.cases) ?? [], [query.data]);
  return { ...query, rows };
}
