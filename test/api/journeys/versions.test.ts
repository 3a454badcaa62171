import { describe, expect, it } from 'vitest';
import { seedOrganization, seedSenders } from '#db/seed/organization.ts';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { runUntil } from '#engine/run-until.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { makeTools, smallJourney } from '#test/store/journeys/drawings.ts';
import { restApp } from '../rest-support.ts';

const { services, call, key } = await restApp();
const { orm, sql } = services.db;
await seedOrganization(services);
await seedSenders(services);
await makeTools(orm);
const people = await upsertContacts({ ...services, sql }, [
  { attributes: { email: 'ada.lovelace@clearlake.example', first_name: 'Ada' } },
  { attributes: { email: 'grace.hopper@clearlake.example', first_name: 'Grace' } },
]);
const contacts = people.flatMap((one) => ('id' in one ? [{ lane: one.lane, id: one.id }] : []));
const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });
const walk = async () => runUntil(openWalkWorld(services), { until: (await services.now()) + 1000 });

/** A journey with both at its wait, and a draft that has no such wait any more. */
async function withPeopleAtRemoved(name: string): Promise<string> {
  const { journeys } = as('marketer');
  const { id } = await journeys.create({ graph: smallJourney(name) });
  await journeys.publish({ id, revision: 1 });
  await enroll(sql, { journeyId: id, contacts });
  await walk();
  const { steps, edges, ...rest } = smallJourney(name);
  const graph = {
    ...rest,
    steps: steps.map((step) => (step.id === 'wait' ? { ...step, id: 'pause', name: 'Pause' } : step)),
    edges: edges.map((edge) => ({
      ...edge,
      from: edge.from === 'wait' ? 'pause' : edge.from,
      to: edge.to === 'wait' ? 'pause' : edge.to,
    })),
  };
  await journeys.save({ id, revision: 1, graph });
  return id;
}

const standing = async (id: string) =>
  (await sql<{ step: string }[]>`select step from enrollments where journey_id = ${id}`).map(({ step }) => step);
const auditOf = async (id: string, action: string) =>
  sql<{ details: Record<string, unknown> }[]>`
    select details from audit where subject = ${`journey:${id}`} and action = ${action} order by seq desc limit 1`;

describe('publishing over people, on the screen', () => {
  it('shows the plan to whoever may see the journey, without anything about a person, and changes nothing', async () => {
    const id = await withPeopleAtRemoved('Planned');
    for (const role of ['marketer', 'manager', 'designer'] as const) {
      const { plan, version } = await as(role).journeys.plan({ id });
      expect(version).toBe(2);
      expect(plan.problems).toMatchObject([{ step: 'wait', code: 'choice-needed' }]);
      expect(JSON.stringify(plan)).not.toMatch(/Ada|Grace|clearlake/);
    }
    expect(await as('marketer').journeys.get({ id })).toMatchObject({ revision: 2, live: { version: 1 } });
  });

  it('is refused without a choice, with the step named; with one it moves them, and the audit says who chose what', async () => {
    const id = await withPeopleAtRemoved('Chosen');
    const { journeys } = as('marketer');
    await expect(journeys.publish({ id, revision: 2 })).rejects.toMatchObject({
      cause: { code: 'PLAN_CHOICE_NEEDED', details: { problems: [{ step: 'wait', name: 'Three days', people: 2 }] } },
    });
    const choices = { wait: { kind: 'move', to: 'pause' } } as const;
    await expect(as('manager').journeys.publish({ id, revision: 2, choices })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await journeys.publish({ id, revision: 2, choices })).toMatchObject({
      version: 2,
      reconsidered: 2,
      pinned: 0,
    });
    await walk();
    expect(await standing(id)).toEqual(['pause', 'pause']);
    expect(await auditOf(id, 'journey.publish')).toMatchObject([{ details: { version: 2, choices, pin: false } }]);
  });

  it('keeps who is in flight when asked to, and lets them go later; only who may publish may do either', async () => {
    const id = await withPeopleAtRemoved('Kept');
    const { journeys } = as('marketer');
    expect(await journeys.publish({ id, revision: 2, pin: true })).toMatchObject({
      version: 2,
      reconsidered: 0,
      pinned: 2,
    });
    await walk();
    expect(await standing(id)).toEqual(['wait', 'wait']);
    expect((await journeys.plan({ id })).pinned).toEqual([{ version: 1, step: 'wait', people: 2 }]);
    expect((await journeys.versions({ id })).map(({ version, pin }) => [version, pin])).toEqual([
      [2, true],
      [1, false],
    ]);
    await expect(as('manager').journeys.release({ id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await journeys.release({ id, version: 1 })).toEqual({ released: 1 });
    await walk();
    expect(
      (await sql`select exit_reason as reason from enrollments where journey_id = ${id}`).map((row) => row['reason']),
    ).toEqual(['completed', 'completed']);
    expect(await auditOf(id, 'journey.release')).toEqual([{ details: { from: 1, released: 1 } }]);
  });

  it('gives any version as it was drawn, for comparing, and a damaged one as a refusal', async () => {
    const id = await withPeopleAtRemoved('Compared');
    const { journeys } = as('designer');
    expect((await journeys.version({ id, version: 1 })).graph.steps.map((step) => step.id)).toEqual([
      'mail',
      'wait',
      'end',
    ]);
    await expect(journeys.version({ id, version: 9 })).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
    await sql`alter table journey_versions disable trigger journey_versions_immutable`;
    await sql`update journey_versions set graph = '{"steps": 3}', plan = '7' where journey_id = ${id}`;
    await sql`alter table journey_versions enable trigger journey_versions_immutable`;
    await expect(journeys.version({ id, version: 1 })).rejects.toMatchObject({
      cause: { code: 'JOURNEY_FILE_INVALID' },
    });
    expect(await journeys.get({ id })).toMatchObject({ live: { version: 1, graph: null } });
    expect(await journeys.versions({ id })).toMatchObject([{ version: 1, steps: 0, pin: false }]);
    expect((await journeys.plan({ id })).plan.problems).toMatchObject([{ step: 'wait', code: 'choice-needed' }]);
    const { journeys: mine } = as('marketer');
    await expect(mine.restore({ id, version: 1, revision: 2 })).rejects.toMatchObject({
      cause: { code: 'JOURNEY_FILE_INVALID' },
    });
  });
});

describe('publishing over people, over REST', () => {
  it('plans, refuses with the steps named, publishes with choices, lists, restores and releases', async () => {
    const id = await withPeopleAtRemoved('By REST');
    const plan = await call('POST', `/journeys/${id}/plan`, {});
    expect(plan.status).toBe(200);
    expect(plan.body).toMatchObject({ version: 2, plan: { people: { follow: 2, pinned: 0 } } });
    const refused = await call('POST', `/journeys/${id}/publish`, {});
    expect(refused).toMatchObject({ status: 422, body: { code: 'PLAN_CHOICE_NEEDED' } });
    expect(String(refused.body['title'])).toContain('2 people stand at “Three days”');
    const odd = await call('POST', `/journeys/${id}/publish`, { choices: { wait: { kind: 'fly' } } });
    expect(odd.status).toBe(400);
    const wrong = await call('POST', `/journeys/${id}/publish`, { choices: { wait: { kind: 'move', to: 'mars' } } });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'PLAN_CHOICE_INVALID' } });
    const done = await call('POST', `/journeys/${id}/publish`, { choices: { wait: { kind: 'exit' } } });
    expect(done.body).toMatchObject({ version: 2, reconsidered: 2, pinned: 0 });
    await walk();
    const counts = await call('GET', `/journeys/${id}/counts`);
    expect(counts.body['steps']).toMatchObject({ wait: { entered: 2, here: 0, exited: { step_removed: 2 } } });
    const versions = await call('GET', `/journeys/${id}/versions`);
    expect((versions.body['data'] as { version: number }[]).map(({ version }) => version)).toEqual([2, 1]);
    const first = await call('GET', `/journeys/${id}/versions/1`);
    expect(first.body).toMatchObject({ version: 1, graph: { name: 'By REST' }, plan: { decisions: {} } });
    expect((await call('GET', `/journeys/${id}/versions/nine`)).status).toBe(400);
    const restored = await call('POST', `/journeys/${id}/versions/1/restore`);
    expect(restored.body).toEqual({ id, revision: 3 });
    expect(await call('GET', `/journeys/${id}`)).toMatchObject({
      body: { live: { version: 2 }, draft: first.body['graph'] },
    });
    expect((await call('POST', `/journeys/${id}/publish`, { pin: true })).body).toMatchObject({ version: 3 });
    expect((await call('POST', `/journeys/${id}/release`, { from: 2 })).body).toEqual({ id, released: 1 });
    expect((await call('POST', `/journeys/${id}/release`)).body).toEqual({ id, released: 0 });
  });

  it('takes a key that may only read for the plan, and not for the publish', async () => {
    const id = await withPeopleAtRemoved('By scope');
    const reader = { authorization: `Bearer ${await key(['journeys:read'])}` };
    expect((await call('POST', `/journeys/${id}/plan`, {}, reader)).status).toBe(200);
    expect((await call('POST', `/journeys/${id}/publish`, { pin: true }, reader)).status).toBe(403);
    expect((await call('POST', `/journeys/${id}/release`, {}, reader)).status).toBe(403);
  });
});
