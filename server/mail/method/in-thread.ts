import type { Method } from '#core/delivery/facts.ts';
import type { Cloned } from '../threads/task.ts';
import { TaskFailed } from '../threads/task.ts';
import type { SealedBytes } from './sealing.ts';
import { SealFailed } from './sealed.ts';

/**
 * What a thread sealed. A failure of the work becomes a `SealFailed`; one of the thread stays what it is, so that it is
 * tried again and no key is blamed for it.
 */
export async function inThread(
  method: Method,
  work: Promise<Cloned<SealedBytes>>,
): Promise<Omit<SealedBytes, 'bytes'> & { bytes: Buffer }> {
  try {
    const { bytes, dkim, algorithm } = await work;
    return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), dkim, algorithm };
  } catch (cause) {
    if (!(cause instanceof TaskFailed) || cause.ofTheThread) throw cause;
    throw new SealFailed(method, cause.code, cause);
  }
}
