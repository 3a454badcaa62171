import { describe, expect, it } from 'vitest';
import { settleNotes } from '#store/entries/settle.ts';
import { dieEverywhere, entryRig } from './support.ts';

const rig = await entryRig();
const { sql, seal, settle, journey, entered, counted, list, join, leave, put, people } = rig;

const joins = (name: string) => ({ type: 'list-joined', config: { list: name } });

describe('joining a list', () => {
  it('lets in who joins from now on, and nobody who was on it when the journey was published', async () => {
    const id = await list('Diabetes class');
    const [before, after] = await people(2);
    await join(id, [before!.id]);
    const one = await journey('class', [joins('Diabetes class')]);
    await join(id, [before!.id, after!.id]);
    await settle();
    expect(await entered(one)).toEqual([after!.id]);
    expect(await counted(one)).toBe(1);
  });

  it('lets each in once, however often they leave and join', async () => {
    const id = await list('Walkers');
    const one = await journey('walkers', [joins('Walkers')]);
    const [who] = await people(1);
    for (let i = 0; i < 3; i++) {
      await join(id, [who!.id]);
      await settle();
      await leave(id, [who!.id]);
      await settle();
    }
    expect(await entered(one)).toHaveLength(1);
    expect(await counted(one)).toBe(1);
  });

  it('lets in a member that joined before a newer version that keeps the trigger was published', async () => {
    const id = await list('Keepers');
    const one = await journey('keepers', [joins('Keepers')]);
    const [who] = await people(1);
    await join(id, [who!.id]);
    await journey('keepers', [joins('Keepers'), { type: 'manual', config: {} }]);
    await settle();
    expect(await entered(one)).toEqual([who!.id]);
  });

  it('lets in only whom the audience lets in, and who enters by either of two triggers once', async () => {
    const [a, b] = [await list('A'), await list('B')];
    const filter = { attribute: 'plan', op: 'eq' as const, value: 'gold' };
    const one = await journey('two ways', [
      { ...joins('A'), filter },
      { ...joins('B'), filter },
    ]);
    const gold = await put('gold@clearlake.example', { plan: 'Gold' });
    const silver = await put('silver@clearlake.example', { plan: 'Silver' });
    await join(a, [gold.id, silver.id]);
    await join(b, [gold.id, silver.id]);
    await settle();
    expect(await entered(one)).toEqual([gold.id]);
  });

  it('lets in once for each value of the attribute re-entry is keyed by', async () => {
    const id = await list('Visits');
    const one = await journey('by visit', [joins('Visits')], { reentry: { key: 'visit' } });
    const who = await put('visitor@clearlake.example', { visit: 'v1' });
    const none = await put('no.visit@clearlake.example');
    for (const visit of ['v1', 'v1', 'v2']) {
      await put('visitor@clearlake.example', { visit });
      await join(id, [who.id, none.id]);
      await settle();
      await leave(id, [who.id, none.id]);
    }
    expect(await entered(one)).toEqual([who.id, who.id]);
  });

  it('takes in everyone of a big list once, with several workers that die between any two effects', async () => {
    const id = await list('Big');
    const one = await journey('big', [joins('Big')]);
    const who = await people(300);
    await join(
      id,
      who.map((person) => person.id),
    );
    const worker = () => dieEverywhere(sql, async (mortal) => settleNotes({ db: { sql: mortal }, seal }, 10));
    const deaths = await Promise.all([worker(), worker(), worker()]);
    expect(deaths.every((n) => n > 8)).toBe(true);
    await settle();
    expect(new Set(await entered(one))).toEqual(new Set(who.map((person) => person.id)));
    expect(await entered(one)).toHaveLength(300);
    expect(await counted(one)).toBe(300);
    expect(await sql`select 1 from entry_notes`).toHaveLength(0);
  });

  it('lets nobody in by a broken audience, says why, and lets the others in', async () => {
    const id = await list('Mixed');
    const broken = await journey('broken', [{ ...joins('Mixed'), filter: { segment: 'No such' } }]);
    const sound = await journey('sound', [joins('Mixed')]);
    const [who] = await people(1);
    await join(id, [who!.id]);
    await settle();
    expect(await entered(broken)).toEqual([]);
    expect(await entered(sound)).toEqual([who!.id]);
    const [watch] = await sql`select problem from entry_watches where journey_id = ${broken}`;
    expect(watch).toEqual({ problem: 'SEGMENT_INVALID' });
  });

  it('writes no notes while nothing live asks for them', async () => {
    const id = await list('Unwatched');
    const [who] = await people(1);
    await join(id, [who!.id]);
    expect(await sql`select 1 from entry_notes`).toHaveLength(0);
  });
});
