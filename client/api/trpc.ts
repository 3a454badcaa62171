import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '../../server/api/router.ts';

const url = '/trpc';
/** A header no form or image can send: with same-site cookies, the guard against cross-site requests. */
const headers = { 'x-stepwell': '1' };

export const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      false: httpBatchLink({ url, headers, maxItems: 20, methodOverride: 'POST' }),
    }),
  ],
});

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => noticeSignedOut(error) }),
  mutationCache: new MutationCache({ onError: (error) => noticeSignedOut(error) }),
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (count, error) => count < 2 && !failureOf(error), refetchOnWindowFocus: false },
  },
});

/** `useQuery(trpc.contacts.list.queryOptions({…}))`, `useMutation(trpc.journeys.save.mutationOptions())`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });

export interface ClientFailure {
  code: string;
  message: string;
  details: Readonly<Record<string, unknown>>;
}

/** The refusal behind an error, when the server gave one. */
export function failureOf(error: unknown): ClientFailure | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data: unknown = error.data;
  if (!data || typeof data !== 'object' || !('failure' in data)) return null;
  return data.failure as ClientFailure;
}

/** A session that ended meanwhile: ask again who is signed in, which brings up the sign-in screen. */
function noticeSignedOut(error: unknown): void {
  if (failureOf(error)?.code !== 'SIGN_IN_REQUIRED') return;
  const queryKey = trpc.session.me.queryKey();
  if (queryClient.getQueryState(queryKey)?.status === 'success') void queryClient.resetQueries({ queryKey });
}
