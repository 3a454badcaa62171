import { router } from '../trpc.ts';
import { cancel } from './cancel.ts';
import { count } from './count.ts';
import { list } from './list.ts';
import { start } from './start.ts';

export const dryRunsRouter = router({ cancel, count, list, start });
