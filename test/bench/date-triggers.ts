import { reveal } from '#core/phi.ts';
import { readCounts } from '#store/counts/read.ts';
import { advanceClock } from '#store/clock/advance.ts';
import type { Database } from '#store/database.ts';
import { coverDates } from '#store/entries/dates/cover.ts';
import { fireDates } from '#store/entries/dates/fire.ts';
import { learnSegments } from '#store/entries/learn.ts';
import { syncWatches } from '#store/entries/sync.ts';
import { loadFacts } from '#store/facts/load.ts';
import { newId } from '#store/new-id.ts';
import type { Bench } from './bench.ts';
import { type Contact, type Ground, makeContacts, onGround, settle } from './ground.ts';

const N = 1_000_000;
const BATCH = 2000;
const DAY = 86_400_000;
/** Of everyone, in ground.ts. */
const BIRTHDAY = { month: 3, day: 12 };
const NEVER = { deadline: Infinity };

/**
 * One day of a date trigger: working out for whom it fires within the next day and a half, against only opening the
 * same contacts as often. Then the worst of days, on which it fires for everybody. And learning who is in a segment.
 */
export const bench: Bench = async ({ n: asked, say }) =>
  onGround(async (ground) => {
    const n = asked ?? N;
    const { db, seal } = ground;
    say(`${n} contacts …`);
    const contacts = await makeContacts(ground, n);
    await settle(ground);
    const bare = await timed(() => openAll(ground, contacts));
    say(`opening them: ${Math.round(bare)} ms`);

    const quiet = await publish(db, 'Far away', daysSinceBirthday() + 100);
    const cover = await timed(() => coverDates({ db, seal }, NEVER));
    say(`a day on which nobody's date comes: ${Math.round(cover)} ms`);
    const busy = await publish(db, 'Tomorrow', daysSinceBirthday() + 1);
    const plan = await timed(() => coverDates({ db, seal }, NEVER));
    say(`a day on which everybody's comes, written down: ${Math.round(plan)} ms`);
    await settle(ground);
    await advanceClock(db.sql, 2 * DAY - 6 * 3_600_000);
    const fire = await timed(async () => {
      while ((await fireDates({ db, seal }, BATCH)).fired > 0);
    });
    const entered = (await readCounts(db.sql, busy))['trigger']?.entered;
    if (entered !== n || (await readCounts(db.sql, quiet))['trigger'])
      throw new Error(`${entered} of ${n} entered; the figure would be of something else.`);
    say(`all of them let in: ${Math.round(fire)} ms`);

    await publish(db, 'Segment', 0, { type: 'segment-entered', config: { segment: 'Spanish' } });
    const learn = await timed(() => learnSegments({ db, seal }, NEVER));
    say(`who is in a segment already, learned: ${Math.round(learn)} ms`);
    const rate = (ms: number) => Math.round(n / (ms / 1000));
    return {
      ratio: Math.round((bare / cover) * 1000) / 1000,
      n,
      perSecond: rate(cover),
      against: 'reading and opening the same contacts in batches of as many, and nothing else',
      barePerSecond: rate(bare),
      busyPerSecond: rate(plan),
      firedPerSecond: rate(fire),
      learnedPerSecond: rate(learn),
    };
  });

async function openAll({ db, seal }: Ground, contacts: readonly Contact[]): Promise<void> {
  const needs = {
    attributes: new Set(['date_of_birth', 'timezone']),
    lists: new Set<string>(),
    segments: new Set<string>(),
    events: false,
    messages: false,
    journeys: false,
  };
  let seen = 0;
  for (let from = 0; from < contacts.length; from += BATCH) {
    const facts = await loadFacts(db.sql, seal, contacts.slice(from, from + BATCH), needs);
    for (const one of facts.values()) if (reveal(one.attributes['date_of_birth']!)) seen++;
  }
  if (seen !== contacts.length) throw new Error('Not everyone was opened.');
}

/** A live journey with one trigger: by default everyone's birthday and so many days, every year. */
async function publish(db: Database, name: string, days: number, trigger?: object): Promise<string> {
  const config = { attribute: 'date_of_birth', offset: `P${days}D`, at: '09:00', yearly: true };
  const graph = JSON.stringify({
    stepwell: 1,
    name,
    triggers: [trigger ?? { type: 'date-reached', config }],
    settings: { priority: 5, reentry: { per: 'occurrence' }, timezone: 'UTC', exit: [] },
    steps: [{ id: 'done', type: 'end', name: 'End', config: {} }],
    edges: [{ from: 'trigger', outlet: 'entered', to: 'done' }],
    layout: {},
  });
  const id = newId(Date.now());
  await db.sql`
    insert into segments (id, name, filter)
    values (${newId(Date.now())}, 'Spanish', '{"attribute":"language","op":"eq","value":"es"}') on conflict do nothing`;
  await db.sql`
    insert into journeys (id, name, state, draft, live_version) values (${id}, ${name}, 'live', ${graph}::jsonb, 1)`;
  await db.sql`insert into journey_versions (journey_id, version, graph, hash) values (${id}, 1, ${graph}::jsonb, 'x')`;
  await syncWatches(db.orm);
  return id;
}

function daysSinceBirthday(): number {
  const now = new Date();
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const last = Date.UTC(now.getUTCFullYear(), BIRTHDAY.month, BIRTHDAY.day);
  return Math.round(
    (today - (last <= today ? last : Date.UTC(now.getUTCFullYear() - 1, BIRTHDAY.month, BIRTHDAY.day))) / DAY,
  );
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
