/** Something to wait by that can be rung, also just before one starts to wait. */
export function makeBell() {
  let rung = false;
  let silenced = false;
  let wakeUp: (() => void) | null = null;
  let stopSleep: (() => void) | null = null;
  const hold = (ms: number, keep: (end: () => void) => void) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      keep(() => {
        clearTimeout(timer);
        done();
      });
    });
  return {
    ring: () => {
      rung = true;
      wakeUp?.();
    },
    /** Ends every wait and sleep, present and future. */
    silence: () => {
      silenced = true;
      wakeUp?.();
      stopSleep?.();
    },
    /** Until rung, or `ms` have passed. Answers whether it was rung. */
    wait: async (ms: number) => {
      if (!rung && !silenced) await hold(ms, (end) => (wakeUp = end));
      const called = rung;
      rung = false;
      wakeUp = null;
      return called;
    },
    /** `ms`, whatever happens; does not keep the process alive. */
    after: (ms: number) => new Promise<void>((done) => setTimeout(done, ms).unref()),
    /** `ms`, however often it rings. */
    sleep: async (ms: number) => {
      if (!silenced) await hold(ms, (end) => (stopSleep = end));
      stopSleep = null;
    },
  };
}
