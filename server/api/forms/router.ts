import { router } from '../trpc.ts';
import { create } from './create.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { reveal } from './reveal.ts';
import { review } from './review.ts';
import { save } from './save.ts';
import { setState } from './set-state.ts';
import { waiting } from './waiting.ts';

export const formsRouter = router({ create, get, list, remove, reveal, review, save, setState, waiting });
