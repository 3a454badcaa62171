import { router } from '../trpc.ts';
import { check } from './check.ts';
import { create } from './create.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { update } from './update.ts';

export const sendersRouter = router({ check, create, list, remove, update });
