import { router } from '../trpc.ts';
import { decide } from './decide.ts';
import { list } from './list.ts';
import { reveal } from './reveal.ts';

export const inboundRouter = router({ decide, list, reveal });
