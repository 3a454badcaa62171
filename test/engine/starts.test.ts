import { describe, expect, it } from 'vitest';
import type { Filter } from '#core/segment/ast.ts';
import { cancelStart } from '#store/starts/cancel.ts';
import { countStart, createStart } from '#store/starts/create.ts';
import { listStarts, readStart } from '#store/starts/read.ts';
import { runStart } from '#store/starts/run.ts';
import { unfinishedStarts } from '#store/starts/unfinished.ts';
import { dieEverywhere } from '#test/entries/support.ts';
import { chain, rig } from './rig.ts';

const services = await rig();
const { sql, people, publish, standing, counts } = services;
const end = { id: 'done', type: 'end', config: {} };
const spanish: Filter = { attribute: 'language', op: 'eq', value: 'es' };

const who = await people(90, (i) => ({ language: i % 3 === 0 ? 'es' : 'en', external_id: `x${i % 10}` }));
await sql`insert into lists (id, name) values ('00000000-0000-7000-8000-000000000001', 'All')`;
for (const { lane, id } of who)
  await sql`insert into list_members (lane, contact_id, list_id) values (${lane}, ${id}, '00000000-0000-7000-8000-000000000001')`;

async function begin(journeyId: string, audience: Filter) {
  return createStart(sql, { journeyId, audience, total: await countStart(services, journeyId, audience), by: null });
}

describe('starting a journey for many', () => {
  it('counts first, enrolls everyone once and says how far it is', async () => {
    const journey = await publish(chain('all', [end]));
    const start = await begin(journey, { list: 'All' });
    expect(await readStart(sql, start)).toMatchObject({ state: 'waiting', total: 90, enrolled: 0 });
    await runStart(services, start, 20);
    expect(await readStart(sql, start)).toMatchObject({ state: 'done', total: 90, examined: 90, enrolled: 90 });
    const again = await begin(journey, { list: 'All' });
    await runStart(services, again, 20);
    expect(await readStart(sql, again)).toMatchObject({ state: 'done', examined: 90, enrolled: 0 });
    expect((await counts(journey))['trigger']!.entered).toBe(90);
    expect((await listStarts(sql, journey)).map((one) => one.id)).toEqual([again, start]);
    expect(await unfinishedStarts(sql)).toEqual([]);
  });

  it('lets in only whom the trigger lets in', async () => {
    const journey = await publish({
      ...chain('filtered', [end]),
      triggers: [{ type: 'manual', config: {}, filter: spanish }],
    });
    const start = await begin(journey, { list: 'All' });
    expect((await readStart(sql, start)).total).toBe(30);
    await runStart(services, start, 20);
    expect(await standing(journey)).toHaveLength(30);
  });

  it('goes on after the last committed batch when it was killed, enrolling nobody twice', async () => {
    const journey = await publish(chain('killed', [end]));
    const start = await begin(journey, { list: 'All' });
    await sql.unsafe(`
      create function die() returns trigger language plpgsql as $$ begin
        if (select count(*) from enrollments where journey_id = new.journey_id) > 45 then raise exception 'killed'; end if;
        return new; end $$;
      create trigger die before insert on enrollments for each row execute function die();`);
    await expect(runStart(services, start, 20)).rejects.toThrow('killed');
    const half = await readStart(sql, start);
    expect(half).toMatchObject({ state: 'running', examined: 40, enrolled: 40 });
    expect(await standing(journey)).toHaveLength(40);
    expect(await unfinishedStarts(sql)).toEqual([start]);
    await sql`drop trigger die on enrollments`;
    await Promise.all([runStart(services, start, 20), runStart(services, start, 20)]);
    await runStart(services, start, 20);
    expect(await readStart(sql, start)).toMatchObject({ state: 'done', examined: 90, enrolled: 90 });
    expect((await counts(journey))['trigger']!.entered).toBe(90);
  });

  it('is done exactly once by several workers that die between any two effects', async () => {
    const whole = await publish(chain('dying', [end]));
    const some = await publish({
      ...chain('dying choice', [end]),
      triggers: [{ type: 'manual', config: {}, filter: spanish }],
    });
    for (const [journey, n] of [
      [whole, 90],
      [some, 30],
    ] as const) {
      const start = await begin(journey, { list: 'All' });
      const worker = () =>
        dieEverywhere(sql, (mortal) => runStart({ ...services, db: { ...services.db, sql: mortal } }, start, 7));
      expect(Math.max(...(await Promise.all([worker(), worker()])))).toBeGreaterThan(10);
      await runStart(services, start, 7);
      expect(await readStart(sql, start)).toMatchObject({ state: 'done', enrolled: n });
      expect((await counts(journey))['trigger']!.entered).toBe(n);
      expect(await standing(journey)).toHaveLength(n);
    }
  });

  it('makes ids that sort by time, version 7, within the database too', async () => {
    const journey = await publish(chain('ids', [end]));
    await runStart(services, await begin(journey, { list: 'All' }));
    const rows = await sql<{ id: string }[]>`select id from enrollments where journey_id = ${journey}`;
    for (const { id } of rows)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const ms = parseInt(rows[0]!.id.replace('-', '').slice(0, 12), 16);
    expect(Math.abs(ms - (await services.now()))).toBeLessThan(60_000);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(90);
  });

  it('enrolls each contact under its own key where re-entry is keyed', async () => {
    const settings = { reentry: { key: 'external_id' }, priority: 5, timezone: 'America/Chicago', exit: [] };
    const journey = await publish({ ...chain('keyed', [end]), settings });
    await runStart(services, await begin(journey, spanish), 20);
    const rows = await sql<{ key: string }[]>`select entry_key as key from enrollments where journey_id = ${journey}`;
    expect(rows).toHaveLength(30);
    expect(rows.every(({ key }) => key.length === 24)).toBe(true);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(10);
  });

  it('stops when cancelled, and fails with a code when its rule means nothing any more', async () => {
    const journey = await publish(chain('stopped', [end]));
    const start = await begin(journey, { list: 'All' });
    expect(await cancelStart(sql, start)).toBe(true);
    await runStart(services, start);
    expect(await standing(journey)).toHaveLength(0);
    const bad = await createStart(sql, { journeyId: journey, audience: { list: 'Nowhere' }, total: 0, by: null });
    await runStart(services, bad);
    expect(await readStart(sql, bad)).toMatchObject({ state: 'failed', problem: 'SEGMENT_INVALID' });
  });
});
