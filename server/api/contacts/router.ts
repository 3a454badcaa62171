import { router } from '../trpc.ts';
import { confirmSharing } from './confirm-sharing.ts';
import { count } from './count.ts';
import { create } from './create.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { remove } from './remove.ts';
import { reveal } from './reveal.ts';
import { save } from './save.ts';
import { search } from './search.ts';
import { timeline } from './timeline.ts';
import { whyRevealed } from './why-revealed.ts';
import { why } from './why.ts';

export const contactsRouter = router({
  confirmSharing,
  count,
  create,
  get,
  list,
  remove,
  reveal,
  save,
  search,
  timeline,
  why,
  whyRevealed,
});
