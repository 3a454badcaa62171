import { describe, expect, it } from 'vitest';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { importContacts } from '#store/imports/run.ts';
import { watchStatus } from '#store/entries/status.ts';
import { restApp } from './rest-support.ts';

const { services, call } = await restApp();
const world = openWalkWorld(services);
const routes = makeRoutes();

async function settle(): Promise<void> {
  for (;;) {
    const notes = await world.wakePending();
    const { claimed } = await tick(world, { limit: 1000, routes });
    if (claimed === 0 && notes === 0) return;
  }
}
const file = (name: string, triggers: unknown[]) => ({
  stepwell: 1,
  name,
  triggers,
  settings: { reentry: 'never', timezone: 'America/Chicago' },
  steps: [{ id: 'done', type: 'end', name: 'End', config: {} }],
  edges: [{ from: 'trigger', outlet: 'entered', to: 'done' }],
});

async function live(name: string, triggers: unknown[]): Promise<string> {
  const put = await call('PUT', '/journeys', file(name, triggers));
  expect(put.status, JSON.stringify(put.body)).toBeLessThan(300);
  const published = await call('POST', `/journeys/${String(put.body['id'])}/publish`, { acknowledge: 'all' });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  return String(put.body['id']);
}
async function entered(id: string): Promise<number> {
  await settle();
  const [row] = await services.db.sql<{ n: number }[]>`
    select count(*)::int as n from enrollments where journey_id = ${id}`;
  return row!.n;
}
const contact = async (email: string, attributes: Record<string, unknown> = {}) => {
  const done = await call('POST', '/contacts', { attributes: { email, ...attributes } });
  expect(done.status, JSON.stringify(done.body)).toBe(200);
  return String(done.body['id']);
};

describe('triggers over the API', () => {
  it('let in by every way onto a list: single, batch, members and an import', async () => {
    await call('POST', '/lists', { name: 'Arrivals' });
    const before = await contact('before@clearlake.example');
    await call('POST', '/lists/Arrivals/members', { contacts: [before] });
    const journey = await live('Arrivals', [{ type: 'list-joined', config: { list: 'Arrivals' } }]);
    await call('POST', '/contacts', { attributes: { email: 'single@clearlake.example' }, list: 'Arrivals' });
    await call('POST', '/contacts/batch', {
      contacts: [
        { attributes: { email: 'batch1@clearlake.example' } },
        { attributes: { email: 'batch2@clearlake.example' } },
      ],
      list: 'Arrivals',
    });
    const member = await contact('member@clearlake.example');
    await call('POST', '/lists/Arrivals/members', { contacts: [member, before] });
    expect(await entered(journey)).toBe(4);
    const rows = Array.from({ length: 1200 }, (_, i) => `import${i}@clearlake.example`).join('\n');
    const begun = await call('POST', '/contacts/import?list=Arrivals', `email\n${rows}\nsingle@clearlake.example\n`);
    expect(begun.status, JSON.stringify(begun.body)).toBeLessThan(300);
    await importContacts(services, { importId: String(begun.body['id']) });
    expect(await entered(journey)).toBe(1204);
  });

  it('are ready when publishing has answered: the next change counts, and who was in the segment does not', async () => {
    await call('PUT', '/segments/Spanish', { filter: { attribute: 'language', op: 'eq', value: 'es' } });
    await contact('already.es@clearlake.example', { language: 'es' });
    await contact('turns.es@clearlake.example', { language: 'en' });
    const journey = await live('Spanish', [{ type: 'segment-entered', config: { segment: 'Spanish' } }]);
    expect(await watchStatus(services.db.sql, journey)).toMatchObject([
      { type: 'segment-entered', subject: 'Spanish', state: 'ready', problem: null },
    ]);
    await contact('turns.es@clearlake.example', { language: 'es' });
    await contact('already.es@clearlake.example', { first_name: 'Ana' });
    expect(await entered(journey)).toBe(1);
  });

  it('of a form come with the form: put, listed, used by a journey, and then not deleted', async () => {
    const definition = { title: 'Call me', fields: [{ attribute: 'first_name', label: 'Your name' }] };
    const put = await call('PUT', '/forms/Call%20me', { definition });
    expect(put).toMatchObject({ status: 200, body: { created: true, revision: 1 } });
    expect(String(put.body['url'])).toMatch(/\/f\/[0-9a-f-]{36}$/);
    const bad = await call('PUT', '/forms/Bad', {
      definition: { title: 'x', fields: [{ attribute: 'mrn', label: 'x' }] },
    });
    expect(bad).toMatchObject({ status: 422, body: { code: 'FORM_INVALID' } });
    await live('Calls', [{ type: 'form-submitted', config: { form: 'Call me' } }]);
    expect(await call('DELETE', '/forms/Call%20me')).toMatchObject({ status: 409, body: { code: 'IN_USE' } });
    expect(await call('PUT', '/forms/Call%20me', { definition, state: 'closed' })).toMatchObject({
      status: 200,
      body: { created: false, revision: 2 },
    });
    expect(await call('GET', '/forms/Call%20me')).toMatchObject({
      body: { state: 'closed', definition: { title: 'Call me' } },
    });
    const list = await call('GET', '/forms');
    expect(list.body['data']).toMatchObject([{ name: 'Call me', state: 'closed', submissions: 0, review: 0 }]);
  });

  it('stop letting in when the journey ends', async () => {
    await call('POST', '/lists', { name: 'Ending' });
    const journey = await live('Ending', [{ type: 'list-joined', config: { list: 'Ending' } }]);
    await call('POST', `/journeys/${journey}/end`);
    await call('POST', '/contacts', { attributes: { email: 'too.late@clearlake.example' }, list: 'Ending' });
    expect(await entered(journey)).toBe(0);
    expect(await services.db.sql`select 1 from entry_watches where journey_id = ${journey}`).toHaveLength(0);
  });
});
