import { router } from '../trpc.ts';
import { handOver } from './hand-over.ts';
import { ofMessage } from './of-message.ts';
import { recall } from './recall.ts';
import { unlock } from './unlock.ts';

export const portalRouter = router({ handOver, ofMessage, recall, unlock });
