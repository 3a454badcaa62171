import { router } from '../trpc.ts';
import { check } from './check.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { send } from './send.ts';

export const campaignsRouter = router({ check, get, list, send });
