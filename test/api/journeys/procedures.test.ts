import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { makeTools, smallJourney } from '#test/store/journeys/drawings.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { orm, sql } = services.db;
await makeTools(orm);
const people = await upsertContacts({ ...services, sql }, [
  { attributes: { email: 'ada.lovelace@clearlake.example', first_name: 'Ada', last_name: 'Lovelace' } },
  { attributes: { email: 'grace.hopper@clearlake.example', first_name: 'Grace', last_name: 'Hopper' } },
]);
const contacts = people.flatMap((one) => ('id' in one ? [{ lane: one.lane, id: one.id }] : []));

const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });

async function auditOf(subject: string): Promise<string[]> {
  const rows = await sql<{ action: string }[]>`select action from audit where subject = ${subject} order by seq`;
  return rows.map((row) => row.action);
}

describe('a journey over the API', () => {
  it('is made, saved, published, paused and resumed by a marketer, each with its audit entry', async () => {
    const { journeys } = as('marketer');
    const { id } = await journeys.create({ graph: smallJourney('Audited') });
    const { revision } = await journeys.save({ id, revision: 1, graph: smallJourney('Audited') });
    expect(await journeys.check({ id })).toEqual([]);
    expect(await journeys.publish({ id, revision })).toMatchObject({ version: 1 });
    await journeys.setState({ id, move: 'pause' });
    await journeys.setState({ id, move: 'resume' });
    await journeys.restore({ id, version: 1, revision });
    expect(await auditOf(`journey:${id}`)).toEqual([
      'journey.create',
      'journey.save',
      'journey.publish',
      'journey.pause',
      'journey.resume',
      'journey.restore',
    ]);
  });

  it('is refused to roles that may only look, and nothing is written', async () => {
    const { id } = await as('marketer').journeys.create({ graph: smallJourney('Looked at') });
    for (const role of ['designer', 'manager', 'compliance'] as const) {
      const { journeys } = as(role);
      expect((await journeys.get({ id })).name).toBe('Looked at');
      await expect(journeys.save({ id, revision: 1, graph: smallJourney('Theirs') })).rejects.toThrow();
      await expect(journeys.publish({ id, revision: 1 })).rejects.toThrow();
      await expect(journeys.create({ graph: smallJourney(`By ${role}`) })).rejects.toThrow();
    }
    expect(await as('marketer').journeys.get({ id })).toMatchObject({ revision: 1, live: null });
  });

  it('that changed meanwhile is a conflict for the second person, who loses nothing of the first', async () => {
    const { journeys } = as('marketer');
    const { id } = await journeys.create({ graph: smallJourney('Conflict') });
    await journeys.save({ id, revision: 1, graph: { ...smallJourney('Conflict'), steps: [], edges: [] } });
    await expect(journeys.save({ id, revision: 1, graph: smallJourney('Conflict') })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await journeys.get({ id })).draft.steps).toEqual([]);
  });
});

describe('who stands at a step', () => {
  it('is told masked, and telling is audited; a manager is not told at all', async () => {
    const { journeys } = as('marketer');
    const { id } = await journeys.create({ graph: smallJourney('People') });
    await journeys.publish({ id, revision: 1 });
    await enroll(sql, { journeyId: id, contacts });
    await sql`update enrollments set step = 'wait', state = 'waiting' where journey_id = ${id}`;
    const page = await journeys.people({ id, step: 'wait' });
    expect(page.people).toHaveLength(2);
    expect(JSON.stringify(page)).not.toMatch(/Lovelace|Hopper|ada\.|grace\./);
    expect(page.people.map((one) => one.name).toSorted()).toEqual(['A••• L•••', 'G••• H•••']);
    expect(await auditOf(`journey:${id}`)).toContain('journey.people');
    await expect(as('manager').journeys.people({ id, step: 'wait' })).rejects.toThrow();
    expect((await journeys.people({ id, step: 'mail' })).people).toEqual([]);
  });
});

describe('a test run', () => {
  it('walks the drawing without sending or writing anything but its audit entry', async () => {
    const contactId = contacts[0]!.id;
    const { path } = await as('marketer').journeys.simulate({ graph: smallJourney('Simulated'), contactId });
    expect(path.map((stop) => stop.step).filter((step) => step !== 'trigger')).toEqual(['mail', 'wait', 'end']);
    expect(path.at(-1)?.exitReason).toBe('completed');
    const [counts] = await sql<{ messages: number; visits: number }[]>`
      select (select count(*) from messages)::int as messages, (select count(*) from visits)::int as visits`;
    expect(counts).toEqual({ messages: 0, visits: 0 });
    expect(await auditOf(`contact:${contactId}`)).toContain('journey.simulate');
  });
});

describe('a start', () => {
  it('is counted first, recorded with its audience, and queued once', async () => {
    const { journeys } = as('marketer');
    const { id } = await journeys.create({ graph: smallJourney('Started') });
    const filter = { attribute: 'first_name', op: 'eq', value: 'Ada' } as const;
    await expect(journeys.startCount({ id, filter })).rejects.toMatchObject({
      cause: { code: 'JOURNEY_NOT_PUBLISHED' },
    });
    await journeys.publish({ id, revision: 1 });
    expect(await journeys.startCount({ id, filter })).toEqual({ count: 1 });
    const { start, total } = await journeys.start({ id, filter });
    expect(total).toBe(1);
    expect(await journeys.startProgress({ id })).toMatchObject([{ id: start, state: 'waiting', total: 1 }]);
    await journeys.cancelStart({ id, start });
    expect(await journeys.startProgress({ id })).toMatchObject([{ id: start, state: 'cancelled' }]);
    expect(await auditOf(`journey:${id}`)).toContain('journey.start');
  });
});

describe('live counts', () => {
  it('come at once, and again when people move', async () => {
    const { journeys } = as('manager');
    const { id } = await as('marketer').journeys.create({ graph: smallJourney('Live') });
    const stream = (await journeys.countsLive({ id }))[Symbol.asyncIterator]();
    expect((await stream.next()).value).toEqual({});
    await sql`insert into step_counts (journey_id, lane, step, measure, n) values (${id}, 1, 'trigger', 'entered', 4)`;
    await sql`select pg_notify('stepwell_counts', ${id})`;
    expect((await stream.next()).value).toEqual({ trigger: { entered: 4, here: 4, passed: {}, exited: {} } });
    await stream.return?.();
  });
});
