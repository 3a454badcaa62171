import type { Services } from '#api/services.ts';
import { deliver } from '#engine/dispatch/deliver.ts';
import type { DispatchWorld } from '#engine/dispatch/world.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import type { Transport } from '#mail/session/transport.ts';
import type { Letter } from '#server/delivery/letter.ts';
import { WorkerLock } from '#server/delivery/worker-lock.ts';
import { openDispatchWorld } from '#server/delivery/world.ts';

export interface Mail {
  id: string;
  state: string;
  reason: string | null;
  method: string | null;
  resendOf: string | null;
  messageId: string | null;
}

type World = DispatchWorld<Letter, Sealed>;

/**
 * The dispatcher one turn at a time, each turn a worker of its own that dies at its end: what one leaves half done the next
 * takes over by recovery, as after a crash. Throws what the database throws, wherever that happens.
 */
export function openDelivery(services: Services, transport: Transport) {
  let turns = 0;
  return {
    async run(change: Partial<World> = {}): Promise<void> {
      const worker = `turn-${turns++}`;
      const lock = new WorkerLock(services.db, worker);
      const world = { ...openDispatchWorld(services, transport, { worker, lock }), ...change };
      await world.recover();
      const claimed = await world.claim({ limit: 50, busy: [] });
      const commits = {
        seal: async (one: Parameters<World['commit']>[0][number]) =>
          (await world.commit([one])).has(one.prepared.message.id),
        dot: async (one: Parameters<World['dot']>[0][number]) => (await world.dot([one])).has(one.id),
        finish: (one: Parameters<World['finish']>[0][number]) => world.finish([one]),
      };
      for (const prepared of await world.prepare(claimed)) await deliver(world, commits, prepared);
    },
  };
}
