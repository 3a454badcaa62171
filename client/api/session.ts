import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { failureOf, trpc } from './trpc.ts';

export type Session = inferRouterOutputs<AppRouter>['session']['me'];
export type Permission = Session['may'][number];

const KEEP_ALIVE_MS = 5 * 60_000;

/** Who is signed in. `out` is true when nobody is; `error` when that cannot be told. */
export function useSession({ keepAlive = false }: { keepAlive?: boolean } = {}) {
  const query = useQuery({
    ...trpc.session.me.queryOptions(),
    staleTime: Infinity,
    retry: (count, error) => count < 2 && !failureOf(error),
    refetchInterval: keepAlive ? KEEP_ALIVE_MS : false,
  });
  const out = failureOf(query.error)?.code === 'SIGN_IN_REQUIRED';
  return { session: out ? null : (query.data ?? null), out, error: out ? null : query.error, again: query.refetch };
}

/** Whether the signed-in person's role allows this. The server decides again; this only hides what would be refused. */
export function useMay(permission: Permission): boolean {
  return useSession().session?.may.includes(permission) ?? false;
}
