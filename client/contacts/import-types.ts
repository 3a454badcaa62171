import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';

export type ImportRow = inferRouterOutputs<AppRouter>['imports']['get'];
export type Preview = inferRouterOutputs<AppRouter>['imports']['preview'];
export type ImportOptions = inferRouterInputs<AppRouter>['imports']['start']['options'];

const WORDS: Readonly<Record<ImportRow['state'], { label: string; color: string }>> = {
  uploading: { label: 'arriving', color: 'gray' },
  uploaded: { label: 'not started', color: 'gray' },
  waiting: { label: 'waiting', color: 'blue' },
  running: { label: 'running', color: 'blue' },
  done: { label: 'done', color: 'teal' },
  failed: { label: 'failed', color: 'red' },
  cancelled: { label: 'cancelled', color: 'orange' },
};

export function stateOf(row: Pick<ImportRow, 'state' | 'dryRun'>): { label: string; color: string } {
  return row.state === 'done' && row.dryRun ? { label: 'checked only', color: 'blue' } : WORDS[row.state];
}
