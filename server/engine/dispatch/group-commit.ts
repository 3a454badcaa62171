interface Waiting<T, R> {
  item: T;
  done(result: R): void;
  fail(error: unknown): void;
}

/**
 * Turns single writes that many deliveries make at about the same time into one transaction: each caller waits until
 * the batch its item is in has committed. While one batch is on its way the next collects, so nobody waits for a timer.
 */
export function groupCommit<T, R>(
  flush: (items: readonly T[]) => Promise<readonly R[]>,
  most: number,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let running = false;
  const single = async (one: Waiting<T, R>): Promise<void> => {
    try {
      const [result] = await flush([one.item]);
      one.done(result!);
    } catch (error) {
      one.fail(error);
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    // One turn of the loop, so that what became ready together goes together.
    await new Promise<void>((next) => setImmediate(next));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const results = await flush(batch.map((one) => one.item));
        batch.forEach((one, i) => one.done(results[i]!));
      } catch (error) {
        if (batch.length === 1) batch[0]!.fail(error);
        // One that cannot be written must not take the others with it.
        else for (const one of batch) await single(one);
      }
    }
    running = false;
  };
  return (item) =>
    new Promise<R>((done, fail) => {
      waiting.push({ item, done, fail });
      if (!running) void run();
    });
}
