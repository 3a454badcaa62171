import { describe, expect, it, vi } from 'vitest';
import { LOOK } from '#engine/foresight.ts';
import { startWalker } from '#engine/walker.ts';
import type { WalkWorld } from '#engine/world.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { chain, rig } from './rig.ts';

const { sql, world, people, publish, standing } = await rig();

const end = { id: 'done', type: 'end', config: {} };
const listen = async (wake: () => void) => {
  const listening = await sql.listen('stepwell_due', wake);
  return { stop: () => listening.unlisten() };
};

async function finished(journey: string, n: number): Promise<number> {
  const began = performance.now();
  await vi.waitFor(
    async () => expect((await standing(journey)).filter((one) => one.exitReason !== null)).toHaveLength(n),
    { timeout: 20_000, interval: 20 },
  );
  return performance.now() - began;
}

describe('the walker', () => {
  it('walks who is enrolled at once, told by the database, and stops when asked', async () => {
    const walker = startWalker(world, { listen, poll: 60_000 });
    try {
      const journey = await publish(chain('told', [end]));
      await new Promise((done) => setTimeout(done, 300));
      await enroll(sql, { journeyId: journey, contacts: await people(5) });
      expect(await finished(journey, 5)).toBeLessThan(10_000);
    } finally {
      await walker.stop();
    }
    const after = await publish(chain('after', [end]));
    await enroll(sql, { journeyId: after, contacts: await people(1) });
    await new Promise((done) => setTimeout(done, 200));
    expect((await standing(after))[0]!.exitReason).toBeNull();
  });

  it('looks by itself within seconds when nobody tells it', async () => {
    const walker = startWalker(world, { listen: async () => ({ stop: async () => {} }), poll: 50 });
    try {
      const journey = await publish(chain('polled', [end]));
      await enroll(sql, { journeyId: journey, contacts: await people(2) });
      expect(await finished(journey, 2)).toBeLessThan(LOOK + 3_000);
    } finally {
      await walker.stop();
    }
  });

  it('goes on after losing the database, and logs a code and nothing else', async () => {
    const logged: unknown[] = [];
    let failing = 3;
    const flaky: WalkWorld = {
      ...world,
      log: { info: (fields) => logged.push(fields), warn: (fields) => logged.push(fields) },
      batch: (work) => {
        if (failing-- > 0) {
          throw Object.assign(new Error('connection to "patient@clinic.example" lost'), { code: 'CONNECTION_CLOSED' });
        }
        return world.batch(work);
      },
    };
    const walker = startWalker(flaky, { listen, poll: 50 });
    try {
      const journey = await publish(chain('lost', [end]));
      await enroll(sql, { journeyId: journey, contacts: await people(3) });
      await finished(journey, 3);
    } finally {
      await walker.stop();
    }
    expect(logged).toEqual([
      { problem: 'CONNECTION_CLOSED', failures: 1 },
      { problem: 'CONNECTION_CLOSED', failures: 2 },
      { problem: 'CONNECTION_CLOSED', failures: 3 },
      { failures: 3 },
    ]);
  });
});
