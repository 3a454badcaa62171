import { router } from '../trpc.ts';
import { choose } from './choose.ts';
import { confirm } from './confirm.ts';
import { get } from './get.ts';
import { invite } from './invite.ts';
import { matters } from './matters.ts';
import { stop } from './stop.ts';
import { upload } from './upload.ts';

export const recipientKeysRouter = router({ choose, confirm, get, invite, matters, stop, upload });
