import { router } from '../trpc.ts';
import { answer } from './answer.ts';
import { list } from './list.ts';
import { newest } from './newest.ts';
import { open } from './open.ts';
import { raw } from './raw.ts';

export const mailboxRouter = router({ answer, list, newest, open, raw });
