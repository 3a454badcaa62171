import { router } from '../trpc.ts';
import { counts } from './counts.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { release } from './release.ts';
import { reveal } from './reveal.ts';

export const messagesRouter = router({ counts, get, list, release, reveal });
