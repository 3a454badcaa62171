import { router } from '../trpc.ts';
import { advance } from './advance.ts';
import { get } from './get.ts';

export const clockRouter = router({ advance, get });
