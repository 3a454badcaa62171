import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../../server/api/router.ts';

export type DryRun = inferRouterOutputs<AppRouter>['dryRuns']['list'][number];

/** Still to end. */
export const isOn = ({ state }: Pick<DryRun, 'state'>): boolean => state === 'waiting' || state === 'running';
