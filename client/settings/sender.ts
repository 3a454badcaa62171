import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';

export type Sender = inferRouterOutputs<AppRouter>['senders']['list'][number];
