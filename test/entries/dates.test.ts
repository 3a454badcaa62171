import { describe, expect, it } from 'vitest';
import { coverDates } from '#store/entries/dates/cover.ts';
import { fireDates } from '#store/entries/dates/fire.ts';
import { settleNotes } from '#store/entries/settle.ts';
import { DAY } from '#test/engine/rig.ts';
import { dieEverywhere, entryRig } from './support.ts';

const rig = await entryRig();
const { db, sql, seal, settle, journey, entered, counted, put, keep, pass } = rig;

const HOUR = 3_600_000;
const reaches = (attribute: string, more: Record<string, unknown> = {}) => ({
  type: 'date-reached',
  config: { attribute, at: '09:00', ...more },
});
const local = (ms: number, zone = 'America/Chicago') => new Date(ms).toLocaleDateString('sv', { timeZone: zone });
/** Moves the clock to the next 08:00 in Chicago, so that 09:00 is an hour ahead. */
async function toMorning() {
  const now = await rig.now();
  const [row] = await sql<{ at: number }[]>`
    select date_part('epoch', (date_trunc('day', to_timestamp(${now / 1000}) at time zone 'America/Chicago')
      + interval '1 day 8 hours') at time zone 'America/Chicago') * 1000 as at`;
  await pass(Math.round(row!.at) - now);
  return rig.now();
}
const dayOf = async (days: number) => local((await rig.now()) + days * DAY);
const born = async (days: number) => `1970-${(await dayOf(days)).slice(5)}`;

describe('reaching a date', () => {
  it('lets in at the time of day in the contact’s own zone, else the journey’s', async () => {
    await toMorning();
    const today = await dayOf(0);
    const one = await journey('visits', [reaches('appointment')]);
    const chicago = await put('chicago@clearlake.example', { appointment: `${today}T15:00` });
    const denver = await put('denver@clearlake.example', { appointment: `${today}T15:00`, timezone: 'America/Denver' });
    await keep();
    await settle();
    expect(await entered(one)).toEqual([]);
    await pass(HOUR);
    await settle();
    expect(await entered(one)).toEqual([chicago.id]);
    await pass(HOUR);
    await settle();
    expect((await entered(one)).toSorted()).toEqual([chicago.id, denver.id].toSorted());
    expect(await counted(one)).toBe(2);
  });

  it('follows a date that changes, to later, to earlier and to none', async () => {
    await toMorning();
    const one = await journey('moved', [reaches('appointment')]);
    const [a, b, c] = [
      await put('a@clearlake.example', { appointment: `${await dayOf(0)}T15:00` }),
      await put('b@clearlake.example', { appointment: `${await dayOf(3)}T15:00` }),
      await put('c@clearlake.example', { appointment: `${await dayOf(0)}T15:00` }),
    ];
    await keep();
    await put('a@clearlake.example', { appointment: `${await dayOf(1)}T15:00` });
    await put('b@clearlake.example', { appointment: `${await dayOf(0)}T15:00` });
    await put('c@clearlake.example', { appointment: null });
    await settle();
    await pass(HOUR);
    await settle();
    expect(await entered(one)).toEqual([b.id]);
    await pass(DAY);
    await settle();
    expect((await entered(one)).toSorted()).toEqual([a.id, b.id].toSorted());
    expect(await entered(one)).not.toContain(c.id);
  });

  it('judges a date by what it is when it fires: one moved at the last second does not fire by its old time', async () => {
    await toMorning();
    const one = await journey('last second', [reaches('appointment')]);
    await put('last@clearlake.example', { appointment: `${await dayOf(0)}T15:00` });
    await keep();
    await settle();
    await pass(HOUR + 1000);
    await put('last@clearlake.example', { appointment: `${await dayOf(5)}T15:00` });
    await fireDates({ db, seal });
    await settle();
    expect(await entered(one)).toEqual([]);
  });

  it('does not fire for what was past at publishing, nor for a date set after its time', async () => {
    await toMorning();
    await pass(2 * HOUR);
    const one = await journey('past', [reaches('appointment')]);
    await put('past@clearlake.example', { appointment: `${await dayOf(0)}T15:00` });
    await keep();
    await put('past2@clearlake.example', { appointment: `${await dayOf(0)}T15:00` });
    await settle();
    await pass(HOUR);
    await keep();
    await settle();
    expect(await entered(one)).toEqual([]);
  });

  it('comes round every year, once for each occurrence, and only once where nobody may come back', async () => {
    await toMorning();
    const again = await journey('yearly', [reaches('birthday', { yearly: true })], { reentry: { per: 'occurrence' } });
    const once = await journey('once', [reaches('birthday', { yearly: true })]);
    const who = await put('birthday@clearlake.example', { birthday: await born(0) });
    await keep();
    await pass(HOUR);
    await settle();
    // A correction to another day of the same year is the same occurrence.
    await put('birthday@clearlake.example', { birthday: await born(1) });
    await keep();
    await pass(DAY);
    await settle();
    expect(await entered(again)).toEqual([who.id]);
    await pass(364 * DAY);
    await keep();
    await pass(DAY + HOUR);
    await settle();
    expect(await entered(again)).toEqual([who.id, who.id]);
    expect(await entered(once)).toEqual([who.id]);
  });

  it('catches up with what was missed within a day, once, and leaves out what is older', async () => {
    await toMorning();
    const one = await journey('missed', [reaches('appointment')]);
    const today = await put('missed@clearlake.example', { appointment: `${await dayOf(0)}T15:00` });
    await put('older@clearlake.example', { appointment: `${await dayOf(1)}T15:00` });
    await keep();
    await settle();
    await pass(20 * HOUR);
    await settle();
    await settle();
    expect(await entered(one)).toEqual([today.id]);
    await pass(2 * DAY);
    await settle();
    await keep();
    await settle();
    expect(await entered(one)).toEqual([today.id]);
    // Nothing was written down for a while: the pass that comes at last catches up likewise.
    const late = await put('late@clearlake.example', { appointment: `${await dayOf(4)}T15:00` });
    await put('too.late@clearlake.example', { appointment: `${await dayOf(2)}T15:00` });
    await settle();
    await toMorning();
    await pass(3 * DAY + 10 * HOUR);
    await keep();
    await settle();
    expect((await entered(one)).toSorted()).toEqual([today.id, late.id].toSorted());
  });

  it('writes down no more than the next day or so', async () => {
    await toMorning();
    await journey('horizon', [reaches('birthday', { yearly: true })]);
    for (let i = 0; i < 12; i++) await put(`ahead${i}@clearlake.example`, { birthday: await born(i) });
    await keep();
    const [row] = await sql<{ furthest: number }[]>`
      select date_part('epoch', max(due_at) - stepwell_now()) as furthest from date_fires`;
    expect(row!.furthest).toBeLessThanOrEqual(36 * 3600);
    expect(row!.furthest).toBeGreaterThan(0);
  });

  it('enrolls each once with several workers that die between any two effects', async () => {
    await toMorning();
    const one = await journey('robust dates', [reaches('birthday', { yearly: true })], {
      reentry: { per: 'occurrence' },
    });
    const who = [];
    for (let i = 0; i < 40; i++) who.push(await put(`robust${i}@clearlake.example`, { birthday: await born(i % 2) }));
    const cover = () =>
      dieEverywhere(sql, async (mortal) =>
        coverDates({ db: { sql: mortal }, seal }, { deadline: performance.now() + 60_000, batch: 11 }),
      );
    expect(Math.max(...(await Promise.all([cover(), cover()])))).toBeGreaterThan(10);
    for (let i = 0; i < 10; i++) await put(`robust${i}@clearlake.example`, { birthday: await born(3) });
    const notes = () => dieEverywhere(sql, async (mortal) => settleNotes({ db: { sql: mortal }, seal }, 5));
    await Promise.all([notes(), notes()]);
    await settle();
    await pass(HOUR);
    const fire = () => dieEverywhere(sql, async (mortal) => fireDates({ db: { sql: mortal }, seal }, 4));
    expect(Math.max(...(await Promise.all([fire(), fire(), fire()])))).toBeGreaterThan(5);
    await settle();
    const today = who.filter((_, i) => i >= 10 && i % 2 === 0).map(({ id }) => id);
    const ours = new Set(who.map(({ id }) => id));
    const inside = await entered(one);
    expect(inside.filter((id) => ours.has(id)).toSorted()).toEqual(today.toSorted());
    expect(await counted(one)).toBe(inside.length);
  });
});
