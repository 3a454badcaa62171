import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seedOrganization, seedSenders } from '#db/seed/organization.ts';
import { seedTemplates } from '#db/seed/templates.ts';
import { runUntil } from '#engine/run-until.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { runStart } from '#store/starts/run.ts';
import { restApp } from './rest-support.ts';

const { services, call, app } = await restApp();
const { sql } = services.db;
await seedOrganization(services);
await seedSenders(services);
await seedTemplates(services);

interface Operation {
  operationId: string;
  parameters: { name: string; in: string }[];
}

interface Step {
  id: string;
  type: string;
  name: string;
  config: Record<string, unknown>;
}

const steps: Step[] = [
  { id: 'mail', type: 'send-email', name: 'Mail', config: { template: 'Plan information', purpose: 'operations' } },
  { id: 'rest', type: 'wait-for-time', name: 'Rest', config: { mode: 'duration', duration: 'P2D' } },
  { id: 'keep', type: 'add-to-segment', name: 'Keep', config: { segment: 'Kept' } },
  { id: 'done', type: 'end', name: 'Done', config: { reason: 'completed' } },
];
const edges = [
  { from: 'trigger', outlet: 'entered', to: 'mail' },
  { from: 'mail', outlet: 'sent', to: 'rest' },
  { from: 'rest', outlet: 'done', to: 'keep' },
  { from: 'keep', outlet: 'added', to: 'done' },
];

function file(change: Record<string, unknown> = {}) {
  return {
    stepwell: 1,
    name: 'Spring letter',
    triggers: [
      { type: 'manual', config: {} },
      { type: 'api-event', config: { name: 'plan.asked' } },
    ],
    settings: { sender: 'Lakeview Health Plans' },
    steps,
    edges,
    ...change,
  };
}

describe('a journey file', () => {
  it.each([
    ['an unknown step type', { steps: [...steps, { id: 'fax', type: 'send-fax', name: 'Fax', config: {} }] }, 'fax'],
    ['an edge to nowhere', { edges: [...edges, { from: 'done', outlet: 'x', to: 'nowhere' }] }, 'nowhere'],
    ['an edge from nowhere', { edges: [...edges, { from: 'ghost', outlet: 'x', to: 'done' }] }, 'ghost'],
    ['two steps of one id', { steps: [...steps, steps[3]] }, 'done'],
    [
      'an outlet that is not there',
      { edges: [...edges.slice(0, 3), { from: 'keep', outlet: 'lost', to: 'done' }] },
      'keep',
    ],
    [
      'a setting that is not valid',
      { steps: [steps[0], { ...steps[1], config: { mode: 'duration', duration: 'soon' } }, ...steps.slice(2)] },
      'rest',
    ],
    ['a step that is no step', { steps: [...steps, { id: 'half' }] }, 'half'],
  ])('with %s is refused with the step named, and nothing is stored', async (_what, change, step) => {
    const answer = await call('PUT', '/journeys', file(change));
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'JOURNEY_FILE_INVALID', details: { step } });
    expect(answer.body['title']).toContain(step);
    expect(await sql`select id from journeys`).toEqual([]);
  });

  it('with a circle without a wait is refused, one with a wait is not', async () => {
    const circle = [
      { from: 'trigger', outlet: 'entered', to: 'keep' },
      { from: 'keep', outlet: 'added', to: 'mail' },
      { from: 'mail', outlet: 'sent', to: 'keep' },
    ];
    const answer = await call('PUT', '/journeys', file({ edges: circle, steps: [steps[0], steps[2]] }));
    expect(answer.body).toMatchObject({
      code: 'JOURNEY_FILE_INVALID',
      details: { problem: 'graph.cycle-without-wait' },
    });
    expect(['keep', 'mail']).toContain((answer.body['details'] as { step: string }).step);
  });

  it('that is not JSON, not an object or far too big is refused in words', async () => {
    expect((await call('PUT', '/journeys', [])).body).toMatchObject({ code: 'JOURNEY_FILE_INVALID' });
    expect((await call('PUT', '/journeys')).body).toMatchObject({ code: 'JOURNEY_FILE_INVALID' });
    const many = Array.from({ length: 2001 }, (_, i) => ({ ...steps[3], id: `s${i}` }));
    expect((await call('PUT', '/journeys', file({ steps: many }))).body).toMatchObject({
      code: 'JOURNEY_FILE_INVALID',
    });
  });
});

describe('a journey over REST', () => {
  it('is put, checked, published, entered, walked, counted, paused and read back', async () => {
    const put = await call('PUT', '/journeys', file());
    expect(put.body).toMatchObject({ created: true, revision: 1, name: 'Spring letter' });
    const id = String(put.body['id']);
    const refused = await call('POST', `/journeys/${id}/publish`, {});
    expect(refused.body).toMatchObject({ status: 422, code: 'JOURNEY_HAS_ERRORS' });
    await call('PUT', '/segments/Kept', { filter: null });
    const published = await call('POST', `/journeys/${id}/publish`, { acknowledge: 'all' });
    expect(published.body).toMatchObject({ version: 1 });

    const contacts: string[] = [];
    for (const [i, name] of ['amy', 'bea', 'cal'].entries()) {
      const attributes = { email: `${name}@clearlake.example`, first_name: name, renewal_date: `2027-01-0${i + 1}` };
      contacts.push(String((await call('POST', '/contacts', { attributes })).body['id']));
    }
    const list = await call('POST', '/lists', { name: 'Readers' });
    await call('POST', `/lists/${String(list.body['id'])}/members`, { contacts: contacts.slice(0, 2) });

    const start = await call('POST', '/journeys/Spring letter/enrollments', { list: 'Readers' });
    expect(start.body).toMatchObject({ total: 2 });
    await runStart(services, String(start.body['start']));
    expect((await call('GET', `/starts/${String(start.body['start'])}`)).body).toMatchObject({
      state: 'done',
      enrolled: 2,
    });
    const one = { contact: { email: 'amy@clearlake.example' } };
    expect((await call('POST', `/journeys/${id}/enrollments`, one)).body).toEqual({ entered: 0 });

    const event = { contact: { id: contacts[2] }, name: 'plan.asked', properties: { plan: 'Gold' }, dedupe: 'e-1' };
    const recorded = await call('POST', '/events', event);
    expect(recorded.body).toMatchObject({ outcome: 'recorded', entered: [id] });
    expect((await call('POST', '/events', event)).body).toEqual({ outcome: 'repeat' });

    await runUntil(openWalkWorld(services), { until: (await services.now()) + 86_400_000 });
    const counts = await call('GET', `/journeys/${id}/counts`);
    expect(counts.body['steps']).toMatchObject({
      trigger: { entered: 3, here: 0 },
      mail: { entered: 3, passed: { sent: 3 } },
      rest: { entered: 3, here: 3 },
    });
    const messages = await call('GET', `/messages?journey=${id}&limit=2`);
    expect(messages.body['data']).toHaveLength(2);
    expect(messages.body['nextCursor']).not.toBeNull();
    const first = (messages.body['data'] as { id: string }[])[0];
    expect((await call('GET', `/messages/${first?.id}/evidence`)).body).toMatchObject({ evidence: [] });

    expect((await call('POST', `/journeys/${id}/pause`)).body).toEqual({ id, state: 'paused' });
    expect((await call('POST', `/journeys/${id}/pause`)).body).toMatchObject({ code: 'JOURNEY_NOT_RUNNING' });
    expect((await call('POST', `/journeys/${id}/resume`)).body).toEqual({ id, state: 'live' });
    const back = await call('GET', `/journeys/${id}/file?of=live`);
    expect(await call('PUT', '/journeys', back.body)).toMatchObject({ body: { created: false, revision: 2 } });

    const path = await call('POST', `/journeys/${id}/simulate`, { contact: contacts[0], at: '2026-11-02T15:00:00Z' });
    expect((path.body['steps'] as { step: string }[]).map(({ step }) => step)).toEqual(
      expect.arrayContaining(['mail', 'rest', 'keep', 'done']),
    );
  });

  it('walks somebody invented, and tells each email’s method and why', async () => {
    const { body } = await call('POST', '/journeys/Spring letter/simulate', {
      synthetic: { mailbox: { assurance: 'T1' } },
      of: 'draft',
    });
    const steps = body['steps'] as { step: string; email: { method: string | null; reason: string } | null }[];
    const mail = steps.find(({ email }) => email !== null);
    expect(mail?.email?.reason).not.toBe('');
    const both = await call('POST', '/journeys/Spring letter/simulate', {});
    expect(both.body).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('supposes what a webhook answers: success, failure, or nothing until the step gives up', async () => {
    const steps = [
      { id: 'tell', type: 'webhook', name: 'Tell', config: { endpoint: 'Warehouse', timeout: 'PT2H' } },
      ...['success', 'failure', 'timeout'].map((id) => ({ id, type: 'end', name: id, config: {} })),
    ];
    const edges = ['success', 'failure', 'timeout'].map((to) => ({ from: 'tell', outlet: to, to }));
    const triggers = [{ type: 'manual', config: {} }];
    const settings = { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] };
    const file = { stepwell: 1, name: 'Tells', triggers, settings, steps };
    const put = await call('PUT', '/journeys', {
      ...file,
      edges: [{ from: 'trigger', outlet: 'entered', to: 'tell' }, ...edges],
    });
    expect(put.status).toBeLessThan(300);
    const endsBy = async (...events: unknown[]) => {
      const { body } = await call('POST', '/journeys/Tells/simulate', { synthetic: {}, of: 'draft', events });
      return (body['steps'] as { step: string }[]).at(-1)?.step;
    };
    const answer = { kind: 'webhook', step: 'tell' };
    expect(await endsBy()).toBe('success');
    expect(await endsBy({ ...answer, name: 'failure', afterSend: 60_000 })).toBe('failure');
    expect(await endsBy({ ...answer, name: 'none' })).toBe('timeout');
  });

  it('rehearses a whole audience: begun, watched, stopped', async () => {
    const audience = { filter: { attribute: 'email', op: 'exists' } };
    const begun = await call('POST', '/journeys/Spring letter/dry-runs', { audience, of: 'draft' });
    expect(begun.status).toBe(202);
    const at = `/dry-runs/${String(begun.body['dryRun'])}`;
    expect((await call('GET', at)).body).toMatchObject({ state: 'waiting', examined: 0, result: { entered: 0 } });
    expect((await call('POST', `${at}/cancel`)).body).toEqual({ cancelled: true });
    expect((await call('GET', at)).body).toMatchObject({ state: 'cancelled' });
    const odd = await call('POST', '/journeys/Spring letter/dry-runs', {
      audience: { segment: 'No such' },
      of: 'draft',
    });
    expect(odd.body).toMatchObject({ status: 422, code: 'SEGMENT_INVALID' });
  });

  it('answers unknown names and ids as not found, not as everyone', async () => {
    expect((await call('GET', '/journeys/Nobody knows')).status).toBe(404);
    const wrong = await call('POST', '/journeys/Spring letter/enrollments', { segment: 'No such' });
    expect(wrong.body).toMatchObject({ status: 422, code: 'SEGMENT_INVALID' });
    const odd = await call('PUT', '/segments/Odd', { filter: { attribute: 'shoe_size', op: 'gt', value: 4 } });
    expect(odd.body).toMatchObject({ status: 422, code: 'SEGMENT_INVALID' });
    expect((await call('POST', '/segments/count', { filter: { everyone: true } })).status).toBe(400);
  });
});

describe('a batch of events', () => {
  it('rejects in place who is not found and what lies in the future, and repeats nothing under one key', async () => {
    const events = [
      { contact: { email: 'amy@clearlake.example' }, name: 'visit.done' },
      { contact: { externalId: 'nobody' }, name: 'visit.done' },
      { contact: { email: 'bea@clearlake.example' }, name: 'visit.done', at: '2999-01-01T00:00:00Z' },
    ];
    const { body } = await call('POST', '/events/batch', { events }, { 'idempotency-key': 'events-1' });
    expect((body['results'] as { outcome: string }[]).map((one) => one.outcome)).toEqual([
      'recorded',
      'rejected',
      'rejected',
    ]);
    // After a crash between the events and the stored answer, the repeat runs again.
    await sql`delete from idempotency where key = 'events-1'`;
    const again = await call('POST', '/events/batch', { events }, { 'idempotency-key': 'events-1' });
    expect((again.body['results'] as { outcome: string }[])[0]).toEqual({ outcome: 'repeat' });
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from events where name = 'visit.done'`;
    expect(row?.n).toBe(1);
  });
});

describe('a segment over REST', () => {
  it('is counted, listed and explained, in words', async () => {
    await call('PUT', '/segments/Renews first', {
      filter: { attribute: 'renewal_date', op: 'before', value: '2027-01-02' },
    });
    expect((await call('GET', '/segments/Renews first/count')).body).toEqual({ count: 1 });
    const members = await call('GET', '/segments/Renews first/members');
    expect(members.body['data']).toHaveLength(1);
    const contact = String((members.body['data'] as string[])[0]);
    const explained = await call('GET', `/segments/Renews first/explain?contact=${contact}`);
    expect(explained.body).toMatchObject({ member: true });
    expect((await call('GET', '/segments/Renews first')).body['inWords']).toMatch(/renewal/i);
  });
});

describe('a template over REST', () => {
  it('is refused with line and column, and leaves what journeys send as it was', async () => {
    const mjml = '<mjml>\n  <mj-body>\n    <mj-script>x</mj-script>\n  </mj-body>\n</mjml>';
    const answer = await call('PUT', '/templates/Plan information', { subject: 'x', mjml });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toMatch(/"line":3/);
    const read = await call('GET', '/templates/Plan information');
    expect(read.body['current']).toMatchObject({ version: 1 });
  });
});

describe('the OpenAPI document', () => {
  it('is served without a key, says what every route takes and refers to nothing that is not there', async () => {
    const answer = await app.inject({ url: '/api/v1/openapi.json' });
    const document = answer.json<{
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: object };
    }>();
    expect(answer.json()).toMatchObject({ openapi: '3.1.0' });
    const operations = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    );
    expect(new Set(operations).size).toBe(operations.length);
    expect(operations).toEqual(expect.arrayContaining(['contacts.upsert', 'journeys.put', 'messages.evidence']));
    const names = new Set(Object.keys(document.components.schemas));
    const refs = [...answer.body.matchAll(/#\/components\/schemas\/([A-Za-z]+)/g)].map((match) => match[1] ?? '');
    expect(refs.filter((name) => !names.has(name))).toEqual([]);
    expect(names).not.toContain('__shared');
    for (const [path, methods] of Object.entries(document.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      for (const one of Object.values(methods)) {
        expect(one.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(named);
      }
    }
  });

  it('has a page that loads nothing from elsewhere', async () => {
    const page = await app.inject({ url: '/api/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.body).not.toMatch(/(src|href)="https?:/);
  });

  it('is what a journey file is checked against: the seed’s own fit its schema', async () => {
    const { body } = await call('GET', '/journeys/schema');
    expect(body).toMatchObject({ title: 'A Stepwell journey file' });
    const seeded: unknown = JSON.parse(readFileSync('db/seed/journeys/plan-reenrollment.json', 'utf8'));
    expect((await call('PUT', '/journeys', seeded)).status).toBe(200);
  });
});
