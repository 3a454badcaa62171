import { describe, expect, it } from 'vitest';
import { recordCustomEvents } from '#store/events/record-custom.ts';
import type { Sql } from '#store/database.ts';
import { dieEverywhere, entryRig } from './support.ts';

const rig = await entryRig();
const { sql, seal, newId, journey, entered, counted, put } = rig;

const arrives = (name: string) => ({ type: 'api-event', config: { name } });

/** One call of the API: its events in one transaction. */
async function report(
  on: Sql,
  events: { id: string; name: string; dedupe?: string; properties?: Record<string, string> }[],
) {
  return (on as typeof sql).begin((tx) =>
    recordCustomEvents(
      { sql: tx, seal, newId },
      events.map(({ id, ...event }) => ({ ...event, contact: { id } })),
      null,
    ),
  );
}

describe('an API event', () => {
  it('lets its contact in once, told by one call or by many at once', async () => {
    const one = await journey('booked', [arrives('booked')]);
    const who = await Promise.all(Array.from({ length: 20 }, (_, i) => put(`booked${i}@clearlake.example`)));
    const all = who.map(({ id }) => ({ id, name: 'booked' }));
    await Promise.all([report(sql, all), report(sql, all.toReversed()), ...all.map((event) => report(sql, [event]))]);
    expect((await entered(one)).toSorted()).toEqual(who.map(({ id }) => id).toSorted());
    expect(await counted(one)).toBe(20);
  });

  it('says in a batch which event let whom in, the first of those that come to the same entry', async () => {
    const one = await journey('keyed', [arrives('visited')], { reentry: { key: 'visit_id' } });
    const who = await put('batch@clearlake.example');
    const visit = (id: string) => ({ id: who.id, name: 'visited', properties: { visit_id: id } });
    const results = await report(sql, [visit('1'), visit('1'), visit('2'), { id: who.id, name: 'visited' }]);
    expect(results.map((done) => (done.outcome === 'recorded' ? done.entered.length : done.outcome))).toEqual([
      1, 0, 1, 0,
    ]);
    expect(await entered(one)).toHaveLength(2);
  });

  it('counts a repeat once, however often and at whatever moment its reporter dies and tries again', async () => {
    const one = await journey('repeated', [arrives('called')], { reentry: { key: 'call' } });
    const who = await Promise.all(Array.from({ length: 4 }, (_, i) => put(`called${i}@clearlake.example`)));
    const events = who.flatMap(({ id }, i) => [
      { id, name: 'called', dedupe: `a${i}`, properties: { call: 'a' } },
      { id, name: 'called', dedupe: `b${i}`, properties: { call: 'b' } },
    ]);
    const reporter = () => dieEverywhere(sql, (mortal) => report(mortal, events));
    const deaths = await Promise.all([reporter(), reporter(), reporter()]);
    expect(Math.max(...deaths)).toBeGreaterThan(5);
    expect(await entered(one)).toHaveLength(8);
    expect(await counted(one)).toBe(8);
    const [kept] = await sql`select count(*)::int as n from events where name = 'called'`;
    expect(kept).toEqual({ n: 8 });
  });
});
