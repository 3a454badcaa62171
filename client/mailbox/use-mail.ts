import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { trpc } from '../api/trpc.ts';
import type { MailSummary } from './methods.ts';

export interface MailPages {
  mails: MailSummary[];
  total: number | null;
  loading: boolean;
  more: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  error: unknown;
}

const LOOK_MS = 3000;

/** The mail as narrowed, a page at a time; looks again whenever something new has come. */
export function useMail({ search, domain }: { search: string; domain: string | null }): MailPages {
  const client = useQueryClient();
  const newest = useQuery(trpc.mailbox.newest.queryOptions(undefined, { refetchInterval: LOOK_MS }));
  const pages = useInfiniteQuery(
    trpc.mailbox.list.infiniteQueryOptions(
      { limit: 50, ...(search ? { search } : {}), ...(domain ? { domain } : {}) },
      { getNextPageParam: (page) => page.next ?? undefined, placeholderData: keepPreviousData },
    ),
  );
  const id = newest.data?.id;
  const before = useRef(id);
  useEffect(() => {
    if (id === before.current) return;
    const first = before.current === undefined;
    before.current = id;
    if (!first) void client.invalidateQueries({ queryKey: trpc.mailbox.list.pathKey() });
  }, [id, client]);
  return {
    mails: pages.data?.pages.flatMap((page) => page.mails) ?? [],
    total: newest.data?.count ?? null,
    loading: pages.isPending,
    more: pages.hasNextPage,
    loadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    error: pages.error,
  };
}
