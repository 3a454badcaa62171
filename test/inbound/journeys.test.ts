import { beforeAll, describe, expect, it } from 'vitest';
import type { Graph } from '#core/graph/model.ts';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { listCases } from '#store/cases/list.ts';
import { readCounts } from '#store/counts/read.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { contactTimeline } from '#store/contacts/timeline.ts';
import type { Recipient } from '#test/support/delivery.ts';
import { inboundRig } from './rig.ts';

const rig = await inboundRig();
const { services, sql, answer, read } = rig;
const routes = makeRoutes();
let n = 0;

const walk = async () => {
  while ((await tick(rig.walkWorld, { limit: 1000, routes })).claimed > 0) await rig.walkWorld.wakePending();
};

/** Sends, then waits for a kind of event of that email, or watches it. */
async function journey(middle: Graph['steps'][number], outlets: string[]): Promise<string> {
  const graph: Graph = {
    stepwell: 1,
    name: `Returned ${n++}`,
    triggers: [{ type: 'manual', config: {} }],
    settings: { sender: 'Lakeview Clinic', priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
    steps: [
      { id: 'mail', type: 'send-email', name: 'Mail', config: { template: 'Open house' } },
      middle,
      ...outlets.map((id) => ({ id: `end-${id}`, type: 'end', name: id, config: {} })),
    ],
    edges: [
      { from: 'trigger', outlet: 'entered', to: 'mail' },
      { from: 'mail', outlet: 'sent', to: middle.id },
      ...outlets.map((outlet) => ({ from: middle.id, outlet, to: `end-${outlet}` })),
    ],
    layout: {},
  };
  const id = services.newId();
  await sql`insert into journeys (id, name, state, draft, live_version)
    values (${id}, ${graph.name}, 'live', ${JSON.stringify(graph)}::text::jsonb, 1)`;
  await sql`insert into journey_versions (journey_id, version, graph, hash)
    values (${id}, 1, ${JSON.stringify(graph)}::text::jsonb, 'x')`;
  return id;
}

const wait = (kind: string): Graph['steps'][number] => ({
  id: 'wait',
  type: 'wait-for-event',
  name: 'Wait',
  config: { event: { kind, step: 'mail' }, timeout: 'P7D' },
});

async function enter(id: string): Promise<{ contact: Recipient; message: string }> {
  const contact = await rig.people.contact(`ada.j${n++}@clearlake.example`);
  await enroll(sql, { journeyId: id, contacts: [contact] });
  await walk();
  await rig.delivery.run();
  await walk();
  const [row] = await sql<{ id: string }[]>`select id from messages where contact_id = ${contact.id}`;
  return { contact, message: row!.id };
}

const where = async (contact: Recipient) => {
  const [row] = await sql<{ step: string; reason: string | null }[]>`
    select step, exit_reason as reason from enrollments where contact_id = ${contact.id}`;
  return row!.step;
};

const after = async () => {
  await read();
  await walk();
};

describe('who waits', () => {
  let bounced: string;
  let replied: string;
  beforeAll(async () => {
    bounced = await journey(wait('bounce'), ['happened', 'timeout']);
    replied = await journey(wait('reply'), ['happened', 'timeout']);
  });

  it('for a bounce goes on by a final one, and not because it is late', async () => {
    const { contact, message } = await enter(bounced);
    await answer('delayed', contact, message);
    await after();
    expect(await where(contact)).toBe('wait');
    await answer('mailbox-full', contact, message);
    await after();
    expect(await where(contact)).toBe('end-happened');
  });

  it('for a reply goes on by a person’s, and not by a machine’s, a bounce or a complaint', async () => {
    const { contact, message } = await enter(replied);
    for (const kind of ['away', 'complaint', 'delayed'] as const) await answer(kind, contact, message);
    await after();
    expect(await where(contact)).toBe('wait');
    await answer('reply', contact, message);
    await after();
    expect(await where(contact)).toBe('end-happened');
  });

  it('is where the counters say: entered is here and passed and exited, on every step', async () => {
    for (const id of [bounced, replied]) {
      const people = await sql<{ step: string; n: number }[]>`
        select step, count(*)::int as n from enrollments where journey_id = ${id} and exited_at is null group by 1`;
      const counts = await readCounts(sql, id);
      const steps = Object.entries(counts);
      expect(steps.length).toBeGreaterThan(1);
      for (const [step, one] of steps) {
        const here = people.find((row) => row.step === step)?.n ?? 0;
        const left = [...Object.values(one.passed), ...Object.values(one.exited)].reduce((sum, each) => sum + each, 0);
        expect(one.entered, step).toBe(here + left);
      }
    }
  });
});

describe('a watched statement', () => {
  const watch: Graph['steps'][number] = { id: 'watch', type: 'non-delivery-case', name: 'Watch', config: {} };
  const outlets = ['delivered', 'resolved', 'alternative'];

  it('that comes back later opens one case, with what the server said; the timeline says all of it', async () => {
    const { contact, message } = await enter(await journey(watch, outlets));
    expect(await where(contact)).toBe('watch');
    await answer('bounce', contact, message);
    await answer('bounce', contact, message);
    await after();
    const { rows } = await listCases(sql, { filter: 'open', contactId: contact.id, limit: 10 });
    expect(rows).toMatchObject([{ cause: 'late-dsn', code: '5.1.1' }]);
    const timeline = await contactTimeline(sql, contact.id, 50);
    expect(timeline.filter(({ kind }) => kind === 'event').map(({ state }) => state)).toEqual(['bounce']);
  });

  it('in doubt that comes back later is no more in doubt, and opens its case', async () => {
    const { contact, message } = await enter(await journey(watch, outlets));
    await sql`update messages set state = 'in_doubt', reason = 'NO_ANSWER' where id = ${message}`;
    await sql`delete from events where message_id = ${message}`;
    await answer('bounce', contact, message);
    await after();
    const { rows } = await listCases(sql, { filter: 'open', contactId: contact.id, limit: 10 });
    expect(rows).toMatchObject([{ cause: 'unknown-address' }]);
  });
});
