import { router } from '../trpc.ts';
import { cancel } from './cancel.ts';
import { compare } from './compare.ts';
import { count } from './count.ts';
import { list } from './list.ts';
import { start } from './start.ts';

export const dryRunsRouter = router({ cancel, compare, count, list, start });
