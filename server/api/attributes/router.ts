import { router } from '../trpc.ts';
import { create } from './create.ts';
import { list } from './list.ts';
import { save } from './save.ts';

export const attributesRouter = router({ create, list, save });
