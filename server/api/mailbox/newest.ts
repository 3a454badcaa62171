import { staff } from '../trpc.ts';
import { readerOf } from './reader-of.ts';

/** How much mail there is and which came last: what a page looks at to know that it should look again. */
export const newest = staff('mailbox.read').query(({ ctx }) => readerOf(ctx).newest());
