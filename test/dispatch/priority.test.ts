import { describe, expect, it } from 'vitest';
import { claimMessages } from '#store/messages/claim.ts';
import { testServices } from '#test/support/services.ts';

const { db } = await testServices();
const { sql } = db;
const journey = '0199c1c0-0000-7000-8000-0000000000aa';

/** A backlog of `n` messages of one priority, queued a second apart from `minutesAgo` on. */
const backlog = (priority: number, n: number, minutesAgo: number) => sql`
  insert into messages (lane, contact_id, id, enrollment_id, journey_id, step, visit, template, purpose, priority, due_at)
  select i % 64, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), ${journey}, 'mail', 1, 'Any', 'operations',
    ${priority}, stepwell_now() - ${minutesAgo} * interval '1 minute' + i * interval '1 millisecond'
  from generate_series(1, ${n}) i`;

/** Claims as the dispatcher does and delivers at once; how many of each priority went in each claim. */
async function drain(limit: number, until: () => Promise<boolean>): Promise<Record<number, number>[]> {
  const rounds: Record<number, number>[] = [];
  while (!(await until())) {
    const ids = (await claimMessages(sql, 'me', { limit, busy: [] })).map((one) => one.id);
    if (ids.length === 0) break;
    const rows = await sql<{ priority: number; n: number }[]>`
      select priority, count(*)::int as n from messages where id = any(${ids}) group by 1`;
    rounds.push(Object.fromEntries(rows.map((one) => [one.priority, one.n])));
    await sql`delete from messages where id = any(${ids})`;
  }
  return rounds;
}
const none = (priority: number) => async () =>
  (await sql`select 1 from messages where priority = ${priority} limit 1`).length === 0;

describe('the dispatcher under backlog', () => {
  it('drains priority 1 in two thirds of the claims that turns would take, while priority 9 moves from the first', async () => {
    // The urgent backlog is also the older one: by age alone priority 9 would wait for all of it.
    await backlog(1, 4000, 60);
    await backlog(9, 4000, 1);
    await sql`analyze messages`;
    const rounds = await drain(128, none(1));
    expect(rounds[0]).toEqual({ 1: 96, 9: 32 });
    for (const round of rounds) expect(round[9]).toBeGreaterThanOrEqual(32);
    const byTurns = 8000 / 128;
    expect(rounds.length).toBe(42);
    expect(rounds.length).toBeLessThanOrEqual((byTurns * 2) / 3 + 1);
    const rest = await drain(128, none(9));
    expect(rest[0]).toEqual({ 9: 128 });
  });

  it('gives every lower priority an equal part of what is kept for them', async () => {
    await backlog(2, 500, 60);
    await backlog(5, 500, 30);
    await backlog(7, 500, 10);
    await backlog(9, 500, 1);
    const [first] = await drain(120, none(2));
    expect(first).toEqual({ 2: 90, 5: 10, 7: 10, 9: 10 });
    await sql`delete from messages`;
  });

  it('fills a claim whatever is there, and never claims one message twice', async () => {
    await backlog(3, 10, 5);
    await backlog(8, 200, 5);
    const claims = await Promise.all(
      ['a', 'b', 'c'].map((worker) => claimMessages(sql, worker, { limit: 60, busy: [] })),
    );
    const ids = claims.flat().map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(claims.reduce((sum, one) => sum + one.length, 0)).toBe(180);
    await sql`delete from messages`;
  });
});
