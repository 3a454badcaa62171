import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { raiseAlerts } from '#store/watch/alerts.ts';
import { restApp } from '#test/api/rest-support.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';

const { services, call, key } = await restApp();
const { sql } = services.db;
const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });

const graph = {
  stepwell: 1,
  name: 'Asked about',
  triggers: [{ type: 'manual', config: {} }],
  settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
  steps: [
    {
      id: 'which',
      type: 'branch',
      name: 'Which program',
      config: {
        paths: [
          { id: 'yes', label: 'Diabetes', filter: { attribute: 'conditions', op: 'contains', value: 'Diabetes' } },
        ],
      },
    },
    { id: 'rest', type: 'wait-for-time', name: 'Rest', config: { mode: 'duration', duration: 'P3D' } },
  ],
  edges: [
    { from: 'trigger', outlet: 'entered', to: 'which' },
    { from: 'which', outlet: 'yes', to: 'rest' },
  ],
  layout: {},
};
const journey = services.newId();
await sql`insert into journeys (id, name, state, draft, live_version) values (${journey}, 'Asked about', 'live', ${JSON.stringify(graph)}::text::jsonb, 1)`;
await sql`insert into journey_versions (journey_id, version, graph, hash, published_at) values (${journey}, 1, ${JSON.stringify(graph)}::text::jsonb, 'x', stepwell_now())`;
const made = await call('POST', '/contacts', {
  attributes: { email: 'ada.lovelace@clearlake.example', first_name: 'Ada', conditions: ['Diabetes'] },
});
const contact = String(made.body['id']);
const [row] = await sql<{ lane: number }[]>`select lane from contacts where id = ${contact}`;
await enroll(sql, { journeyId: journey, contacts: [{ lane: row!.lane, id: contact }] });
await tick(openWalkWorld(services), { limit: 10, routes: makeRoutes() });

async function lastAudit() {
  const [entry] = await sql`select actor, action, subject, details from audit order by seq desc limit 1`;
  return entry!;
}

describe('asking why, over the API', () => {
  const about = { journey, step: 'which' };

  it('answers with values masked, to roles that see patients, and says in the audit log who asked about what', async () => {
    for (const role of ['marketer', 'admin', 'compliance'] as const) {
      const [answer] = await as(role).contacts.why({ id: contact, about });
      expect(answer).toMatchObject({ certain: true, values: [{ key: 'conditions', value: '•••' }] });
      expect(await lastAudit()).toEqual({
        actor: `user:${role}-1`,
        action: 'contact.why',
        subject: `contact:${contact}`,
        details: { about },
      });
    }
  });

  it('is refused to designers and managers, masked or not', async () => {
    for (const role of ['designer', 'manager'] as const) {
      expect((await failureOf(as(role).contacts.why({ id: contact, about }))).code).toBe('FORBIDDEN');
      expect((await failureOf(as(role).contacts.whyRevealed({ id: contact, about }))).code).toBe('FORBIDDEN');
    }
  });

  it('reveals the values when asked to, which is a reveal in the audit log, with the attributes', async () => {
    const [answer] = await as('marketer').contacts.whyRevealed({ id: contact, about });
    expect(answer!.values[0]!.value).toEqual(['Diabetes']);
    expect(await lastAudit()).toMatchObject({
      action: 'contact.reveal',
      subject: `contact:${contact}`,
      details: { why: about, fields: ['conditions'] },
    });
  });

  it('works over REST by the journey’s name, for keys that may read contacts', async () => {
    const masked = await call('GET', `/contacts/${contact}/why?journey=Asked%20about`);
    expect(masked.status).toBe(200);
    expect(masked.body['data']).toMatchObject([
      { about: 'passed', step: { id: 'which' }, values: [{ key: 'conditions', value: '•••' }] },
      { about: 'waiting', step: { id: 'rest' }, until: expect.stringMatching(/^2\d{3}-/) },
    ]);
    const open = await call('GET', `/contacts/${contact}/why?journey=${journey}&step=which&reveal=true`);
    expect(open.body['data']).toMatchObject([{ values: [{ value: ['Diabetes'] }] }]);
    expect(await lastAudit()).toMatchObject({ action: 'contact.reveal', details: { fields: ['conditions'] } });
    const other = await key(['journeys:read']);
    expect(
      (
        await call('GET', `/contacts/${contact}/why?journey=${journey}`, undefined, {
          authorization: `Bearer ${other}`,
        })
      ).status,
    ).toBe(403);
    expect((await call('GET', `/contacts/${contact}/why`)).status).toBe(400);
    expect((await call('GET', `/contacts/${services.newId()}/why?journey=${journey}`)).status).toBe(404);
  });

  it('has its places in the timeline: what was passed, where they stand, what was changed', async () => {
    await call('POST', '/contacts', {
      attributes: { email: 'ada.lovelace@clearlake.example', conditions: ['Asthma'] },
    });
    const items = await as('marketer').contacts.timeline({ id: contact });
    expect(items.find(({ kind }) => kind === 'step')).toMatchObject({ step: 'which', visit: 1 });
    expect(items.find(({ kind }) => kind === 'here')).toMatchObject({ step: 'rest' });
    expect(items.find(({ kind }) => kind === 'changed')).toMatchObject({ what: 'Conditions', state: 'api' });
    const { step, visit, enrollmentId } = items.find(({ kind }) => kind === 'step')!;
    const [answer] = await as('marketer').contacts.why({
      id: contact,
      about: { enrollment: enrollmentId!, step: step!, visit: visit! },
    });
    expect(answer).toMatchObject({ certain: true, values: [{ until: expect.any(Number) }] });
  });
});

describe('operations', () => {
  it('are shown to those who run things, without a word about a patient', async () => {
    await raiseAlerts(sql, [
      {
        code: 'counts-differ',
        subject: `journey:${journey} step:rest here`,
        details: { measure: 'here', counted: 3, really: 1 },
      },
    ]);
    for (const role of ['manager', 'admin', 'marketer', 'compliance'] as const) {
      const seen = await as(role).operations.get();
      expect(seen.alerts[0]).toMatchObject({
        title: 'Counters do not agree with the people',
        journey: 'Asked about',
        stepName: 'Rest',
        sentence: 'People here now: the counters say 3, and it is 1.',
        severity: 'error',
      });
      expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${contact}|Lovelace|clearlake`));
      expect(await as(role).operations.open()).toEqual({ errors: 1, warnings: 0 });
    }
    expect((await failureOf(as('designer').operations.get())).code).toBe('FORBIDDEN');
  });

  it('let an admin check everything at once, audited; what does not hold any more is resolved', async () => {
    expect((await failureOf(as('manager').operations.check())).code).toBe('FORBIDDEN');
    expect(await as('admin').operations.check()).toEqual({ found: 0 });
    expect(await lastAudit()).toMatchObject({ action: 'operations.check', details: { found: 0 } });
    expect(await as('admin').operations.open()).toEqual({ errors: 0, warnings: 0 });
  });

  it('let whoever publishes take back contacts that were set aside, audited', async () => {
    await sql`
      update enrollments set state = 'failed', exit_reason = 'poison', exited_at = stepwell_now(), due_at = null, problem = 'X'
      where contact_id = ${contact}`;
    expect((await failureOf(as('manager').operations.takeBackSetAside({ journey }))).code).toBe('FORBIDDEN');
    expect(await as('marketer').operations.takeBackSetAside({ journey })).toEqual({ people: 1 });
    expect(await lastAudit()).toMatchObject({
      action: 'journey.take-back',
      subject: `journey:${journey}`,
      details: { people: 1 },
    });
  });
});
