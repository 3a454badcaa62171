import { router } from '../trpc.ts';
import { answer } from './answer.ts';
import { assign } from './assign.ts';
import { counts } from './counts.ts';
import { file } from './file.ts';
import { list } from './list.ts';
import { open } from './open.ts';
import { settle } from './settle.ts';
import { workers } from './workers.ts';

export const repliesRouter = router({ answer, assign, counts, file, list, open, settle, workers });
