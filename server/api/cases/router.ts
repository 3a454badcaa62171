import { router } from '../trpc.ts';
import { arrange } from './arrange.ts';
import { assign } from './assign.ts';
import { close } from './close.ts';
import { confirmAddress } from './confirm-address.ts';
import { counts } from './counts.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { resend } from './resend.ts';
import { reveal } from './reveal.ts';
import { workers } from './workers.ts';

export const casesRouter = router({
  arrange,
  assign,
  close,
  confirmAddress,
  counts,
  get,
  list,
  resend,
  reveal,
  workers,
});
