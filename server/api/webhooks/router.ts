import { router } from '../trpc.ts';
import { create } from './create.ts';
import { deliveries } from './deliveries.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { rotate } from './rotate.ts';
import { update } from './update.ts';

export const webhooksRouter = router({ create, deliveries, list, remove, rotate, update });
