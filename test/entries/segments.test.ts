import { describe, expect, it } from 'vitest';
import { keepWatches } from '#store/entries/keep-watches.ts';
import { learnSegments } from '#store/entries/learn.ts';
import { refreshSegments } from '#store/entries/refresh.ts';
import { settleNotes } from '#store/entries/settle.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { ingest } from '#store/events/ingest.ts';
import { saveSegment } from '#store/segments/save.ts';
import { findSegment } from '#store/segments/find.ts';
import { newId } from '#store/new-id.ts';
import { DAY, chain } from '#test/engine/rig.ts';
import { dieEverywhere, END, entryRig, sqlWith } from './support.ts';

const rig = await entryRig();
const { db, sql, seal, settle, journey, entered, counted, list, segment, join, leave, put, keep, pass, publish } = rig;

const enters = (name: string) => ({ type: 'segment-entered', config: { segment: name } });
const plan = (value: string) => ({ attribute: 'plan', op: 'eq' as const, value });
const daysAgo = async (n: number) => new Date((await rig.now()) - n * DAY).toISOString().slice(0, 10);

describe('entering a rule segment', () => {
  it('lets in who comes to match from now on, and nobody who did when the journey was published', async () => {
    await segment('Gold', plan('gold'));
    const already = await put('already@clearlake.example', { plan: 'Gold' });
    const one = await journey('gold', [enters('Gold')]);
    await keep();
    const fresh = await put('fresh@clearlake.example', { plan: 'Gold' });
    const turned = await put('turned@clearlake.example', { plan: 'Silver' });
    await settle();
    await put('turned@clearlake.example', { plan: 'Gold' });
    await put('already@clearlake.example', { first_name: 'Ana' });
    await settle();
    expect(new Set(await entered(one))).toEqual(new Set([fresh.id, turned.id]));
    expect(await entered(one)).not.toContain(already.id);
    expect(await counted(one)).toBe(2);
  });

  it('hears of lists, sets and events as of attributes', async () => {
    const id = await list('Class');
    await segment('Invited', null);
    await segment('Active class', {
      all: [{ list: 'Class' }, { engaged: 'custom', name: 'called', did: true, atLeast: 1 }],
    });
    await segment('Both', { any: [{ segment: 'Active class' }, { segment: 'Invited' }] });
    const [one, two] = [await journey('active', [enters('Active class')]), await journey('both', [enters('Both')])];
    await keep();
    const [a, b] = await rig.people(2);
    await join(id, [a!.id, b!.id]);
    await settle();
    expect(await entered(one)).toEqual([]);
    await ingest(sql, [{ id: newId(Date.now()), lane: a!.lane, contactId: a!.id, kind: 'custom', name: 'called' }]);
    await settle();
    expect(await entered(one)).toEqual([a!.id]);
    expect(await entered(two)).toEqual([a!.id]);
    const adding = await publish(
      chain('adding', [{ id: 'add', type: 'add-to-segment', config: { segment: 'Invited' } }, END]),
    );
    await enroll(sql, { journeyId: adding, contacts: [b!] });
    await settle();
    expect(new Set(await entered(two))).toEqual(new Set([a!.id, b!.id]));
  });

  it('lets in by a set that journeys add to', async () => {
    await segment('Helpers', null);
    const one = await journey('helpers', [enters('Helpers')]);
    const [who] = await rig.people(1);
    const adding = await publish(
      chain('helping', [{ id: 'add', type: 'add-to-segment', config: { segment: 'Helpers' } }, END]),
    );
    await enroll(sql, { journeyId: adding, contacts: [who!] });
    await settle();
    expect(await entered(one)).toEqual([who!.id]);
  });

  it('lets in again, under another key, who left and came back', async () => {
    const id = await list('Coming and going');
    await segment('Comers', { list: 'Coming and going' });
    const one = await journey('comers', [enters('Comers')], { reentry: { key: 'visit' } });
    await keep();
    const who = await put('comer@clearlake.example', { visit: '1' });
    for (const visit of ['1', '1', '2']) {
      await put('comer@clearlake.example', { visit });
      await join(id, [who.id]);
      await settle();
      await leave(id, [who.id]);
      await settle();
    }
    expect(await entered(one)).toHaveLength(2);
  });

  it('lets nobody in when the rule is edited, only who comes to match it afterwards', async () => {
    await segment('Edited', plan('bronze'));
    const one = await journey('edited', [enters('Edited')]);
    await put('copper@clearlake.example', { plan: 'Copper' });
    await keep();
    const found = await findSegment(db.orm, 'Edited');
    await db.orm.transaction((tx) =>
      saveSegment(tx, { id: found.id, revision: 1, name: 'Edited', description: '', filter: plan('copper') }),
    );
    await keep();
    await settle();
    expect(await entered(one)).toEqual([]);
    const next = await put('copper2@clearlake.example', { plan: 'Copper' });
    await settle();
    expect(await entered(one)).toEqual([next.id]);
  });

  it('takes a change of a contact that exists only as known while it still learns, and one who is new as coming in', async () => {
    await segment('Learned', plan('jade'));
    const known = await put('known@clearlake.example', { plan: 'Jade' });
    const one = await journey('learned', [enters('Learned')]);
    await put('known@clearlake.example', { first_name: 'Kim' });
    const fresh = await put('new.jade@clearlake.example', { plan: 'Jade' });
    await settle();
    await keep();
    await settle();
    expect(await entered(one)).toEqual([fresh.id]);
    expect(await entered(one)).not.toContain(known.id);
    await put('known@clearlake.example', { plan: 'Silver' });
    await settle();
    await put('known@clearlake.example', { plan: 'Jade' });
    await settle();
    expect(await entered(one)).toContain(known.id);
  });

  it('a second journey on the same segment takes in nobody who was in it when that was published', async () => {
    await segment('Shared', plan('opal'));
    await journey('first', [enters('Shared')]);
    await keep();
    await put('early@clearlake.example', { plan: 'Opal' });
    // The note of the change is still waiting when the second is published.
    const second = await journey('second', [enters('Shared')]);
    await settle();
    const late = await put('late@clearlake.example', { plan: 'Opal' });
    await settle();
    expect(await entered(second)).toEqual([late.id]);
  });
});

describe('a change that is committed while an older note of the contact is being settled', () => {
  // Its effect was seen and taken for that of the older note, from before the journey was published: nobody entered.
  it('lets in', async () => {
    await segment('Late', plan('pearl'));
    await segment('Early', plan('amber'));
    await journey('early', [enters('Early')]);
    await keep();
    const who = await put('late.pearl@clearlake.example', { plan: 'Silver' });
    const one = await journey('late', [enters('Late')]);
    await keep();
    const meanwhile = sqlWith(sql, 'delete from entry_notes', () =>
      put('late.pearl@clearlake.example', { plan: 'Pearl' }),
    );
    await settleNotes({ db: { sql: meanwhile }, seal });
    await settle();
    expect(await entered(one)).toEqual([who.id]);
  });
});

describe('a rule that time makes true', () => {
  it('is looked at again, lets in once, and only who was not in it when the journey was published', async () => {
    await segment('Overdue', { attribute: 'seen', op: 'more_than_ago', value: 'P10D' });
    await put('overdue@clearlake.example', { seen: await daysAgo(20) });
    const soon = await put('soon@clearlake.example', { seen: await daysAgo(9) });
    const one = await journey('overdue', [enters('Overdue')]);
    await keep();
    await settle();
    expect(await entered(one)).toEqual([]);
    await pass(3 * DAY);
    await keep();
    await keep();
    await settle();
    expect(await entered(one)).toEqual([soon.id]);
    expect(await counted(one)).toBe(1);
  });

  it('takes as in it already, at publishing, whom time had brought in since the last look', async () => {
    await segment('Recent', { attribute: 'seen', op: 'more_than_ago', value: 'P5D' });
    await journey('recent one', [enters('Recent')]);
    await put('recent@clearlake.example', { seen: await daysAgo(4) });
    await keep();
    await settle();
    await pass(3 * DAY);
    const second = await journey('recent two', [enters('Recent')]);
    await keep();
    await settle();
    expect(await entered(second)).toEqual([]);
  });
});

describe('what waits for a segment', () => {
  it('goes on when time makes it true, and leaves when an exit criterion comes true in the middle of a wait', async () => {
    await segment('Long unseen', { attribute: 'seen', op: 'more_than_ago', value: 'P30D' });
    const waiting = await publish({
      ...chain(
        'waiting',
        [
          {
            id: 'listen',
            type: 'wait-for-event',
            config: { event: { kind: 'filter', filter: { segment: 'Long unseen' } }, timeout: 'P1Y' },
          },
          END,
        ],
        [{ from: 'listen', outlet: 'timeout', to: 'done' }],
      ),
    });
    const leaving = await publish({
      ...chain('leaving', [{ id: 'rest', type: 'wait-for-time', config: { mode: 'duration', duration: 'P1Y' } }, END]),
      settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [{ segment: 'Long unseen' }] },
    });
    const who = await put('unseen@clearlake.example', { seen: await daysAgo(28) });
    await keep();
    for (const journeyId of [waiting, leaving]) await enroll(sql, { journeyId, contacts: [who] });
    await settle();
    expect((await rig.standing(leaving))[0]).toMatchObject({ step: 'rest', exitReason: null });
    await pass(4 * DAY);
    await keep();
    await settle();
    expect((await rig.standing(waiting))[0]).toMatchObject({ step: 'done' });
    expect((await rig.standing(leaving))[0]).toMatchObject({ step: 'rest', exitReason: 'exit_criteria' });
  });
});

describe('several workers that die between any two effects', () => {
  it('learn, settle and look again so that each enters exactly once', async () => {
    await segment('Robust', { any: [plan('ruby'), { attribute: 'seen', op: 'more_than_ago', value: 'P40D' }] });
    const inside = await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(`inside${i}@clearlake.example`, { plan: 'Ruby' })),
    );
    const aging = await put('aging@clearlake.example', { seen: await daysAgo(39) });
    const one = await journey('robust', [enters('Robust')]);
    const learning = () =>
      dieEverywhere(sql, async (mortal) =>
        learnSegments({ db: { sql: mortal }, seal }, { deadline: performance.now() + 60_000, batch: 7 }),
      );
    expect(Math.min(...(await Promise.all([learning(), learning()])))).toBeGreaterThan(5);
    const changed = await Promise.all(
      Array.from({ length: 40 }, (_, i) => put(`turning${i}@clearlake.example`, { plan: i % 2 ? 'Ruby' : 'Quartz' })),
    );
    const settling = () => dieEverywhere(sql, async (mortal) => settleNotes({ db: { sql: mortal }, seal }, 5));
    await Promise.all([settling(), settling()]);
    await settle();
    await pass(4 * DAY);
    const looking = () =>
      dieEverywhere(sql, async (mortal) =>
        refreshSegments({ db: { sql: mortal }, seal }, { deadline: performance.now() + 60_000, batch: 9 }),
      );
    expect(Math.min(...(await Promise.all([looking(), looking()])))).toBeGreaterThan(0);
    await keepWatches({ db, seal }, 60_000);
    await settle();
    const expected = [aging.id, ...changed.filter((_, i) => i % 2).map(({ id }) => id)];
    expect((await entered(one)).toSorted()).toEqual(expected.toSorted());
    expect(await counted(one)).toBe(expected.length);
    expect(inside.length).toBe(20);
  });
});
