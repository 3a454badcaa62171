import type postgres from 'postgres';

/** What is heard on a channel, by whom; kept here, because it outlives the pool that hears it. */
interface Listener {
  channel: string;
  fn: (payload: string) => void;
  onlisten: (() => void) | undefined;
  /** The pool it was last heard through, and how to stop that. */
  heard: { by: postgres.Sql; stop: () => Promise<void> } | null;
  over: boolean;
}

/** How long what still runs on a pool that lost a connection may take to end, seconds. */
const LAST_SECONDS = 3;
const AGAIN_MS = 250;

/**
 * A pool that never uses a connection again after it was lost. The driver (postgres 3.4.9) does, and cannot always: when a
 * connection closes while a write is put off for an instant, it cancels that write but believes it still to come, so nothing
 * is ever written on that connection again and every query given to it fails by time-out. After enough outages all of a
 * pool's connections are like that. Here the first connection lost replaces the pool as a whole; what still runs on the old
 * one has three seconds to end. Channels are listened to anew.
 * @param open makes a pool that tells `lost` when one of its connections closes.
 */
export function renewingPool(open: (lost: () => void) => postgres.Sql): postgres.Sql {
  const listeners = new Set<Listener>();
  const life = { ended: false };
  let current = make();

  function make(): postgres.Sql {
    const made: postgres.Sql = open(() => {
      if (life.ended || made !== current) return;
      current = make();
      for (const listener of listeners) void hear(listener);
      // Nobody waits for it; whatever it still ran is told by its own promise.
      made.end({ timeout: LAST_SECONDS }).catch(() => {});
    });
    return made;
  }

  /** Listens through the pool of now, however often that takes. */
  async function hear(listener: Listener): Promise<void> {
    while (!listener.over && !life.ended) {
      const by = current;
      if (listener.heard?.by === by) return;
      try {
        await hearBy(listener, by);
        return;
      } catch {
        await new Promise((next) => setTimeout(next, AGAIN_MS));
      }
    }
  }

  async function hearBy(listener: Listener, by: postgres.Sql): Promise<void> {
    const listening = await by.listen(listener.channel, listener.fn, listener.onlisten);
    listener.heard = { by, stop: () => listening.unlisten() };
    if (listener.over) await listening.unlisten();
  }

  const own = {
    async listen(channel: string, fn: (payload: string) => void, onlisten?: () => void) {
      const listener: Listener = { channel, fn, onlisten, heard: null, over: false };
      await hearBy(listener, current);
      listeners.add(listener);
      // It may have been replaced meanwhile.
      void hear(listener);
      return {
        unlisten: async () => {
          listener.over = true;
          listeners.delete(listener);
          await listener.heard?.stop();
        },
      };
    },
    end(options?: { timeout?: number }) {
      life.ended = true;
      return current.end(options);
    },
  };

  // The driver's handle is a function with properties; every use of it goes to the pool of the moment.
  return new Proxy(current, {
    apply: (_target, _self, args) => Reflect.apply(current, undefined, args) as unknown,
    get: (_target, key) => (Object.hasOwn(own, key) ? Reflect.get(own, key) : (Reflect.get(current, key) as unknown)),
  });
}
