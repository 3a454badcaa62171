import { router } from '../trpc.ts';
import { count } from './count.ts';
import { create } from './create.ts';
import { explain } from './explain.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { save } from './save.ts';
import { vocabulary } from './vocabulary.ts';

export const segmentsRouter = router({ count, create, explain, get, list, remove, save, vocabulary });
