import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A gauge of what is still held: bytes of heap and buffers after a collection. Slow; not for hot loops. */
export function liveMemory(): () => number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node cannot be asked to collect');
  return () => {
    // Twice: what a collection finds of buffers is freed beside it, and counted as held until the next one begins.
    collect();
    collect();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
}
