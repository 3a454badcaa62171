import { router } from '../trpc.ts';
import { askCode } from './ask-code.ts';
import { check } from './check.ts';
import { create } from './create.ts';
import { list } from './list.ts';
import { prove } from './prove.ts';
import { remove } from './remove.ts';
import { rotate } from './rotate.ts';
import { setCertificate } from './set-certificate.ts';
import { signingKeys } from './signing-keys.ts';
import { update } from './update.ts';

export const sendersRouter = router({
  askCode,
  check,
  create,
  list,
  prove,
  remove,
  rotate,
  setCertificate,
  signingKeys,
  update,
});
