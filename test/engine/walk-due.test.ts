import { describe, expect, it } from 'vitest';
import { makeRoutes } from '#engine/routes.ts';
import { walkDue } from '#engine/walk-due.ts';
import type { WalkWorld } from '#engine/world.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { chain, rig } from './rig.ts';

const { sql, world, people, publish, counts } = await rig();
const end = { id: 'done', type: 'end', config: { reason: 'completed' } };
const never = () => false;

async function enrolled(name: string, n: number): Promise<string> {
  const journey = await publish(chain(name, [end]));
  await enroll(sql, { journeyId: journey, contacts: await people(n) });
  return journey;
}

/**
 * The real world, telling how many batches were under way at once, and how many were begun after one had failed;
 * batch number `failing` throws when it is done.
 */
function watched(failing = 0): WalkWorld & { most: () => number; begunAfter: () => number } {
  let now = 0;
  let most = 0;
  let batches = 0;
  let untilFailed = Infinity;
  return {
    ...world,
    most: () => most,
    begunAfter: () => batches - untilFailed,
    async batch(work) {
      const mine = ++batches;
      most = Math.max(most, ++now);
      try {
        return await world.batch(async (batch) => {
          const done = await work(batch);
          if (mine === failing) throw new Error('the database went away');
          return done;
        });
      } catch (error) {
        untilFailed = batches;
        throw error;
      } finally {
        now--;
      }
    },
  };
}

describe('walking all who are due', () => {
  it('takes each once, however many batches are under way', async () => {
    const journey = await enrolled('many hands', 60);
    const seen = watched();
    const done = await walkDue(seen, { limit: 5, routes: makeRoutes(), hands: 3, over: never });
    expect(done.claimed).toBe(60);
    expect(seen.most()).toBeGreaterThan(1);
    expect((await counts(journey))['done']).toEqual({ entered: 60, here: 0, passed: {}, exited: { completed: 60 } });
    expect(await sql`select 1 from visits where journey_id = ${journey}`).toHaveLength(60);
  });

  it('asks for no help when one batch is enough', async () => {
    await enrolled('one hand', 4);
    const seen = watched();
    expect((await walkDue(seen, { limit: 10, routes: makeRoutes(), hands: 3, over: never })).claimed).toBe(4);
    expect(seen.most()).toBe(1);
  });

  it('stops all hands when one batch fails, says why, and leaves nobody half moved', async () => {
    const journey = await enrolled('one fails', 60);
    const seen = watched(3);
    const routes = makeRoutes();
    await expect(walkDue(seen, { limit: 5, routes, hands: 3, over: never })).rejects.toThrow('went away');
    expect(seen.begunAfter()).toBeLessThanOrEqual(2);
    await walkDue(world, { limit: 5, routes, hands: 3, over: never });
    expect((await counts(journey))['done']).toEqual({ entered: 60, here: 0, passed: {}, exited: { completed: 60 } });
    expect(await sql`select 1 from visits where journey_id = ${journey}`).toHaveLength(60);
  });

  it('ends when told to, after the batches under way', async () => {
    await enrolled('told to end', 40);
    const routes = makeRoutes();
    const { claimed } = await walkDue(world, { limit: 5, routes, hands: 2, over: (n) => n >= 10 });
    expect(claimed).toBeGreaterThanOrEqual(10);
    expect(claimed).toBeLessThanOrEqual(20);
    expect((await walkDue(world, { limit: 5, routes, hands: 2, over: never })).claimed).toBe(40 - claimed);
  });

  it('does not look where nobody is foreseen to be due, but for what was noted', async () => {
    const journey = await enrolled('foreseen', 1);
    const seen = watched();
    const routes = makeRoutes();
    const options = { limit: 5, routes, hands: 2, over: never, look: false };
    expect(await walkDue(seen, options)).toEqual({ claimed: 0, notes: 0, next: undefined });
    expect(seen.most()).toBe(0);
    let notes = 1;
    const noted = { ...seen, wakePending: async () => (notes-- > 0 ? 1 : 0) };
    expect(await walkDue(noted, options)).toMatchObject({ claimed: 1, notes: 1 });
    expect((await counts(journey))['done']).toMatchObject({ exited: { completed: 1 } });
  });
});
