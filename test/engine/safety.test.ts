import { describe, expect, it } from 'vitest';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import type { WalkWorld } from '#engine/world.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { chain, rig } from './rig.ts';

const { sql, world, people, publish, settle, standing, counts } = await rig();

const send = { id: 'hello', type: 'send-email', config: { template: 'Welcome', purpose: 'treatment' } };
const end = { id: 'done', type: 'end', config: {} };

describe('whatever happens to a worker', () => {
  it('loses nothing and sends nothing twice when it dies between walking and committing', async () => {
    const journey = await publish(chain('dies', [send, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(50) });
    const dying: WalkWorld = {
      ...world,
      batch: (work) =>
        world.batch(async (batch) => {
          await work(batch);
          throw new Error('killed');
        }),
    };
    await expect(tick(dying, { limit: 20, routes: makeRoutes() })).rejects.toThrow('killed');
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(0);
    expect(await sql`select 1 from visits where journey_id = ${journey}`).toHaveLength(0);
    expect((await counts(journey))['hello']).toBeUndefined();
    await settle();
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(50);
    expect((await counts(journey))['done']).toEqual({ entered: 50, here: 0, passed: {}, exited: { completed: 50 } });
  });

  it('loses nothing when the database cuts the connection in the middle of a batch', async () => {
    const journey = await publish(chain('cut off', [send, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(20) });
    const cut: WalkWorld = {
      ...world,
      batch: (work) =>
        world.batch(async (batch) => {
          const save = async (...given: Parameters<typeof batch.save>) => {
            const saved = await batch.save(...given);
            await sql`
              select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and state = 'idle in transaction'`;
            return saved;
          };
          return work({ ...batch, save });
        }),
    };
    await expect(tick(cut, { limit: 20, routes: makeRoutes() })).rejects.toThrow();
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(0);
    await settle();
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(20);
  });

  it('walks nobody twice when several workers take from one backlog', async () => {
    const journey = await publish(chain('shared', [send, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(200) });
    const worker = async () => {
      const routes = makeRoutes();
      let claimed = 0;
      for (let idle = 0; idle < 3;) {
        const turn = await tick(world, { limit: 17, routes });
        claimed += turn.claimed;
        idle = turn.claimed === 0 ? idle + 1 : 0;
      }
      return claimed;
    };
    const claimed = await Promise.all([worker(), worker(), worker(), worker()]);
    expect(claimed.reduce((a, b) => a + b)).toBe(200);
    expect(claimed.filter((n) => n > 0).length).toBeGreaterThan(1);
    const [messages] = await sql`
      select count(*)::int as n, count(distinct enrollment_id)::int as people from messages where journey_id = ${journey}`;
    expect(messages).toEqual({ n: 200, people: 200 });
    expect((await counts(journey))['done']).toEqual({ entered: 200, here: 0, passed: {}, exited: { completed: 200 } });
    expect(new Set((await standing(journey)).map((one) => one.exitReason))).toEqual(new Set(['completed']));
  });

  it('cannot queue a second message for the same visit', async () => {
    const journey = await publish(chain('once', [send, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(1) });
    await settle();
    // As if the walk had forgotten that it was here before.
    await sql`
      update enrollments set step = 'trigger', visits = '{}', visit = 1, state = 'active', due_at = stepwell_now(),
        exit_reason = null where journey_id = ${journey}`;
    await sql`delete from visits where journey_id = ${journey}`;
    await settle();
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(1);
  });
});
