import { describe, expect, it } from 'vitest';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { judgeHeld, nextJudgement } from '#store/events/judge-held.ts';
import { newId } from '#store/new-id.ts';
import { recordHit } from '#store/portal/record-hit.ts';
import { type Person, chain, rig } from './rig.ts';

const { sql, people, publish, settle, pass, standing, world } = await rig();
const MINUTE = 60_000;

const send = { id: 'mail', type: 'send-email', config: { template: 'Welcome' } };
const end = { id: 'heard', type: 'end', config: {} };
const missed = { id: 'missed', type: 'end', name: '', config: {} };
const steps = async (journey: string) => (await standing(journey)).map((one) => one.step);

/** A contact who waits for something about an email that arrived. */
async function waiting(name: string, event: Record<string, unknown>, timeout = 'P7D') {
  const wait = { id: 'listen', type: 'wait-for-event', config: { event, timeout } };
  const drawn = chain(name, [send, wait, end], [{ from: 'listen', outlet: 'timeout', to: 'missed' }]);
  const journey = await publish({ ...drawn, steps: [...drawn.steps!, missed] });
  const [who] = await people(1);
  await enroll(sql, { journeyId: journey, contacts: [who!] });
  await settle();
  const [mail] = await sql<{ id: string }[]>`
    update messages set state = 'sent', finished_at = stepwell_now() where journey_id = ${journey} returning id`;
  const accepted = await world.now();
  const hit = (kind: 'open' | 'click', link: string | null = null) =>
    recordHit(
      sql,
      {
        lane: who!.lane,
        contactId: who!.id,
        id: mail!.id,
        journeyId: journey,
        step: 'mail',
        template: 'Welcome',
        templateVersionId: null,
        acceptedAt: accepted - 1,
      },
      {
        kind,
        link,
        method: 'GET',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0',
        purposes: [],
      },
      () => newId(Date.now()),
    );
  return { journey, who: who as Person, hit };
}

/** Labels of the events on the contact's timeline, newest first. */
const seenOf = async ({ id }: Person) =>
  (await contactTimeline(sql, id, 50))
    .filter(({ kind }) => kind === 'event')
    .map(({ what, human, judging }) => ({ what, human, judging }));

describe('a click that looks like a reader’s', () => {
  it('is held for a minute, shown as being judged, and then wakes who waits for it, once', async () => {
    const { journey, who, hit } = await waiting('reader', { kind: 'click' });
    await hit('click', 'More');
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    expect(await seenOf(who)).toEqual([{ what: 'click', human: null, judging: true }]);
    expect(await nextJudgement(sql)).toBeGreaterThan(await world.now());
    await pass(MINUTE - 1000);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    await pass(1000);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
    expect(await seenOf(who)).toEqual([{ what: 'click', human: true, judging: false }]);
    expect(await sql`select 1 from visits where journey_id = ${journey} and step = 'listen'`).toHaveLength(1);
    expect(await nextJudgement(sql)).toBeNull();
  });

  it('wakes nobody when it was the first of a scanner’s sweep', async () => {
    const { journey, who, hit } = await waiting('sweep', { kind: 'click' });
    await hit('click', 'one');
    await pass(20_000);
    await hit('click', 'two');
    await settle();
    await pass(20_000);
    await hit('click', 'three');
    await settle();
    await pass(2 * MINUTE);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    expect((await seenOf(who)).every(({ human }) => human === false)).toBe(true);
  });

  it('is judged and wakes exactly once, though four workers judge at the same time', async () => {
    const three: Awaited<ReturnType<typeof waiting>>[] = [];
    for (const i of [1, 2, 3]) three.push(await waiting(`workers ${i}`, { kind: 'open' }));
    for (const { hit } of three) await hit('open');
    await pass(MINUTE);
    const judged = await Promise.all([1, 2, 3, 4].map(() => judgeHeld(sql, 100)));
    expect(judged.reduce((sum, n) => sum + n, 0)).toBe(3);
    const wakes = await sql<{ n: number }[]>`
      select jsonb_array_length(wake) as n from enrollments where journey_id = any(${three.map((one) => one.journey)})`;
    expect(wakes.map(({ n }) => n)).toEqual([1, 1, 1]);
    await settle();
    for (const { journey } of three) expect(await steps(journey)).toEqual(['heard']);
  });

  it('is judged again when a crash comes between', async () => {
    const { journey, hit } = await waiting('crash', { kind: 'open' });
    await hit('open');
    await pass(MINUTE);
    const crash = sql.begin(async (tx) => {
      expect(await judgeHeld(tx, 100)).toBe(1);
      throw new Error('killed');
    });
    await expect(crash).rejects.toThrow('killed');
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('is judged beside the deletion of its contact', async () => {
    const { journey, who, hit } = await waiting('deleted', { kind: 'open' });
    await hit('open');
    await pass(MINUTE);
    await Promise.all([judgeHeld(sql, 100), sql`delete from contacts where lane = ${who.lane} and id = ${who.id}`]);
    await settle();
    expect(await steps(journey)).toEqual([]);
  });
});

describe.each([
  ['the email’s open', { kind: 'open' }],
  ['a condition about opens', { kind: 'filter', filter: { engaged: 'open', did: true, last: true, atLeast: 1 } }],
])('a time-out of a wait for %s that falls within the minute', (name, event) => {
  it('waits for the judgement, and the reader who was in time has happened', async () => {
    const { journey, hit } = await waiting(`in time: ${name}`, event, 'PT1H');
    await pass(60 * MINUTE - 30_000);
    await hit('open');
    await pass(31_000);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    await pass(29_000);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('comes a minute later at most when it was a machine', async () => {
    const { journey, hit } = await waiting(`machine: ${name}`, event, 'PT1H');
    await pass(60 * MINUTE - 30_000);
    await hit('open');
    await pass(31_000);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    for (const link of ['one', 'two', 'three']) await hit('click', link);
    await pass(29_000);
    await settle();
    expect(await steps(journey)).toEqual(['missed']);
  });
});
