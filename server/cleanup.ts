import type { Logger } from 'pino';

/** A start that cannot go on; the message is the one line for the person who started it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Asked to stop while starting. Not a fault. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/** What was started, in order, to be stopped in reverse; and the wish to stop, which may come while starting. */
export interface Cleanup {
  signal: AbortSignal;
  add(name: string, stop: () => Promise<void> | void): void;
  /** @throws Stopped when a stop was asked for. */
  check(): void;
  /** Stops everything once; one that fails to stop does not keep the others up. */
  run(): Promise<void>;
}

export function openCleanup(signal: AbortSignal, log: Logger): Cleanup {
  const stack: { name: string; stop: () => Promise<void> | void }[] = [];
  return {
    signal,
    add: (name, stop) => void stack.push({ name, stop }),
    check() {
      if (signal.aborted) throw new Stopped();
    },
    async run() {
      for (let one = stack.pop(); one; one = stack.pop()) {
        try {
          await one.stop();
        } catch (err) {
          log.error({ part: one.name, err }, 'could not be stopped cleanly');
        }
      }
    },
  };
}
