import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../../server/api/router.ts';

export type DryRun = inferRouterOutputs<AppRouter>['dryRuns']['list'][number];

/** It still walks, or will. */
export const isOn = ({ state }: Pick<DryRun, 'state'>): boolean => state === 'waiting' || state === 'running';
