import { laneOf } from '#core/lane.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { readCounts } from '#store/counts/read.ts';
import { newId } from '#store/new-id.ts';
import { createStart } from '#store/starts/create.ts';
import { readStart } from '#store/starts/read.ts';
import { runStart } from '#store/starts/run.ts';
import type { Bench } from './bench.ts';
import { type Ground, onGround, settle } from './ground.ts';
import { publishWalk } from './walk-journey.ts';

const N = 1_000_000;
const ROUNDS = 2;
const LIST = '00000000-0000-7000-8000-00000000000b';

/** Enrolling a whole list, chunk by chunk with its progress, against one bare INSERT … SELECT of the same rows. */
export const bench: Bench = async ({ n: asked, say }) =>
  onGround(async (ground) => {
    const n = asked ?? N;
    const { db, seal } = ground;
    const deps = { db, seal, now: async () => Date.now() };
    const journeyId = await publishWalk(db, 'Bulk start');
    say(`${n} contacts on a list …`);
    await makeMembers(ground, n);
    const spent = { ours: 0, bare: 0 };
    // By turns, each into empty tables, so that whatever else the machine does meets both alike.
    for (let round = 0; round < ROUNDS; round++) {
      await empty(ground);
      spent.bare += await timed(
        () => db.sql`
          insert into enrollments (lane, contact_id, id, journey_id, due_at, entered_at, entered_step_at)
          select lane, contact_id, gen_random_uuid(), ${journeyId}::uuid, now(), now(), now()
          from list_members where list_id = ${LIST}`,
      );
      await empty(ground);
      const start = await createStart(db.sql, { journeyId, audience: { list: 'Everyone' }, total: n, by: null });
      spent.ours += await timed(() => runStart(deps, start));
      const { state, enrolled } = await readStart(db.sql, start);
      const counted = (await readCounts(db.sql, journeyId))['trigger']?.entered;
      if (state !== 'done' || enrolled !== n || counted !== n)
        throw new Error('Not everyone was enrolled and counted; the figure would be of something else.');
      say(`round ${round + 1}: start ${Math.round(spent.ours)} ms, bare ${Math.round(spent.bare)} ms so far`);
    }
    return {
      ratio: Math.round((spent.bare / spent.ours) * 1000) / 1000,
      n,
      perSecond: Math.round((n * ROUNDS) / (spent.ours / 1000)),
      against: 'one INSERT … SELECT of the same rows into the same table, by turns in the same database',
      barePerSecond: Math.round((n * ROUNDS) / (spent.bare / 1000)),
    };
  });

/** Contacts as a start sees them: it opens none, so they need no content. */
async function makeMembers({ db }: Ground, n: number): Promise<void> {
  await db.sql`insert into lists (id, name) values (${LIST}, 'Everyone')`;
  for (let from = 0; from < n; from += 20_000) {
    const ids = Array.from({ length: Math.min(20_000, n - from) }, () => newId(Date.now()));
    const [lanes, keys] = [arrayLiteral(ids.map(laneOf)), arrayLiteral(ids)];
    await db.sql`
      insert into contacts (lane, id, sealed, wrapped_key, key_version)
      select u.*, '\\x00', '\\x00', 1 from unnest(${lanes}::smallint[], ${keys}::uuid[]) as u`;
    await db.sql`
      insert into list_members (lane, contact_id, list_id)
      select u.*, ${LIST} from unnest(${lanes}::smallint[], ${keys}::uuid[]) as u`;
  }
}

async function empty(ground: Ground): Promise<void> {
  await ground.db.sql`truncate enrollments, step_counts`;
  await settle(ground);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
