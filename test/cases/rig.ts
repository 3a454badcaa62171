import type { Graph } from '#core/graph/model.ts';
import { type Mail, openDelivery } from './dispatch.ts';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { listMail } from '#server/mailbox/read.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { findCase, listCases } from '#store/cases/list.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { transact, type Both } from '#store/transact.ts';
import { type Recipient, deliveryRig } from '#test/support/delivery.ts';
import { mailTransport } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

export const DAY = 86_400_000;
const ACTOR = 'user:ann';

/** The real walk, the real dispatcher over real SMTP into the local mail hosts, and a journey that watches an email. */
export async function caseRig() {
  const services = await testServices();
  const { sql } = services.db;
  const transport = await mailTransport(services);
  const people = await deliveryRig(services);
  const world = openWalkWorld(services);
  const routes = makeRoutes();
  const delivery = openDelivery(services, transport);
  let journeys = 0;

  const walk = async (): Promise<void> => {
    for (;;) {
      const notes = await world.wakePending();
      if ((await tick(world, { limit: 1000, routes })).claimed === 0 && notes === 0) return;
    }
  };

  async function publish(send: Record<string, unknown>, watch: Record<string, unknown> = {}): Promise<string> {
    const graph: Graph = {
      stepwell: 1,
      name: `Statements ${++journeys}`,
      triggers: [{ type: 'manual', config: {} }],
      settings: { sender: 'Lakeview Clinic', priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
      steps: [
        { id: 'mail', type: 'send-email', name: 'Statement', config: { template: 'Open house', ...send } },
        { id: 'watch', type: 'non-delivery-case', name: 'Watch', config: watch },
        ...['fine', 'again', 'post'].map((id) => ({ id, type: 'end', name: id, config: {} })),
      ],
      edges: [
        { from: 'trigger', outlet: 'entered', to: 'mail' },
        { from: 'mail', outlet: 'sent', to: 'watch' },
        { from: 'watch', outlet: 'delivered', to: 'fine' },
        { from: 'watch', outlet: 'resolved', to: 'again' },
        { from: 'watch', outlet: 'alternative', to: 'post' },
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

  return {
    services,
    sql,
    transport,
    people,
    delivery,
    walk,
    publish,
    pass: (ms: number) => world.advanceClock(ms),
    /** Someone enters a journey; their email goes out as far as it can. */
    enter: async (journey: string, contact: Recipient): Promise<void> => {
      await enroll(sql, { journeyId: journey, contacts: [contact] });
      await walk();
      await delivery.run();
      await walk();
    },
    act: <T>(work: (tx: Both) => Promise<T>) => transact(services.db, work),
    actor: ACTOR,
    casesOf: async (contact: Recipient) => {
      const { rows } = await listCases(sql, { filter: 'open', contactId: contact.id, limit: 10 });
      const closed = await listCases(sql, { filter: 'closed', contactId: contact.id, limit: 10 });
      return [...rows, ...closed.rows];
    },
    caseNow: async (id: string) => (await findCase(sql, id))!,
    messagesOf: (contact: Recipient) => sql<Mail[]>`
      select id, state, reason, method, resend_of as "resendOf", message_id as "messageId" from messages
      where contact_id = ${contact.id} order by queued_at, id`,
    mailsTo: async (address: string) => (await listMail(services, { limit: 50, recipient: address })).length,
    stepOf: async (contact: Recipient): Promise<string> => {
      const [row] = await sql<{ step: string }[]>`select step from enrollments where contact_id = ${contact.id}`;
      return row!.step;
    },
  };
}
