import { describe, expect, it } from 'vitest';
import { shareOf } from '#engine/share.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { chain, rig } from './rig.ts';

const { sql, people, publish, tick, standing } = await rig();
const end = { id: 'done', type: 'end', config: { reason: 'completed' } };
const done = async (id: string) => (await standing(id)).filter((one) => one.exitReason !== null).length;

describe('the walk under backlog', () => {
  it('drains priority 1 in two thirds of the batches that turns would take, while priority 9 moves from the first', async () => {
    const [high, low] = [await publish(chain('urgent', [end]), 1), await publish(chain('patient', [end]), 9)];
    const [n, batch] = [1500, 250];
    // The low one has waited longer: age alone must not put it first.
    await enroll(sql, { journeyId: low, contacts: await people(n), at: Date.now() - 3_600_000 });
    await enroll(sql, { journeyId: high, contacts: await people(n) });
    const seen: [high: number, low: number][] = [];
    while ((seen.at(-1)?.[0] ?? 0) < n) {
      expect((await tick(batch)).claimed).toBe(batch);
      seen.push([await done(high), await done(low)]);
    }
    expect(seen[0]).toEqual([188, 62]);
    const byTurns = (2 * n) / batch;
    expect(seen.length).toBe(8);
    expect(seen.length).toBeLessThanOrEqual((byTurns * 2) / 3);
    // And in every batch the low one moved.
    for (const [i, [, moved]] of seen.entries()) expect(moved).toBeGreaterThan(seen[i - 1]?.[1] ?? 0);
    while ((await tick(batch)).claimed > 0);
    expect([await done(high), await done(low)]).toEqual([n, n]);
  });

  it('shares equally among journeys of one priority', async () => {
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) ids.push(await publish(chain(name, [end])));
    for (const journeyId of ids) await enroll(sql, { journeyId, contacts: await people(100) });
    expect((await tick(90)).claimed).toBe(90);
    expect(await Promise.all(ids.map(done))).toEqual([30, 30, 30]);
    while ((await tick(90)).claimed > 0);
  });

  it('gives places one journey leaves free to the next', async () => {
    const [few, many] = [await publish(chain('few', [end]), 1), await publish(chain('many', [end]), 9)];
    await enroll(sql, { journeyId: few, contacts: await people(5) });
    await enroll(sql, { journeyId: many, contacts: await people(200) });
    expect((await tick(100)).claimed).toBe(100);
    expect(await Promise.all([few, many].map(done))).toEqual([5, 95]);
    while ((await tick(90)).claimed > 0);
  });
});

describe('a share', () => {
  it('is never nothing, never more than what is left, and keeps a place for everyone behind while there are places', () => {
    for (const limit of [1, 2, 7, 100, 2000])
      for (const peers of [0, 1, 5, 300])
        for (const behind of [0, 1, 8, 300]) {
          const share = shareOf(limit, limit, { peers, behind });
          expect(share).toBeGreaterThanOrEqual(1);
          expect(share).toBeLessThanOrEqual(limit);
          if (peers === 0 && behind > 0 && limit >= 2 * behind) expect(limit - share).toBeGreaterThanOrEqual(behind);
        }
    expect(shareOf(2000, 2000, { peers: 0, behind: 0 })).toBe(2000);
    expect(shareOf(2000, 2000, { peers: 0, behind: 1 })).toBe(1500);
  });
});
