import type { Services } from '#api/services.ts';
import { demoOrganization } from './organization.ts';
import type { Graph } from '#core/graph/model.ts';
import { laneOf } from '#core/lane.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import type { Command } from '#core/steps/step.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { queueMessages } from '#store/messages/queue.ts';
import { createSender } from '#store/senders/create.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { createTemplate } from '#store/templates/create.ts';
import { publish as publishTemplate } from '#store/templates/publish.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

export interface Recipient {
  lane: number;
  id: string;
  email: string;
}

/** Something to deliver: a verified sender, templates of two classes, a live journey, people, and a way to queue. */
export async function deliveryRig(services: Services) {
  const { db, seal, newId } = services;
  await demoOrganization(services);
  const sender = 'Lakeview Clinic';
  const senderId = newId();
  const identity = { fromName: 'Lakeview Clinic', address: 'care@lakeview.example' };
  await createSender(db.orm, seal, {
    ...identity,
    id: senderId,
    name: sender,
    replyTo: null,
    floor: 'P0',
    keys: await makeDkimKeys(),
    verifiedBy: 'demo',
  });
  await keepSenderKeys(db.orm, seal, senderId, await makeSenderKeys(identity, await services.now()));
  await db.sql`insert into attributes (key, label, type, phi, "group") values
    ('medication', 'Medication', 'text', 'P2', 'Clinical'), ('substance', 'Substance', 'text', 'P3', 'Clinical')
    on conflict do nothing`;
  await publishedTemplate(services, 'Open house', 'Our open house', 'Come and see us');
  await publishedTemplate(
    services,
    'Refill',
    'Your refill',
    'Hello {{ contact.first_name }}, refill {{ contact.medication }} now',
  );
  await publishedTemplate(services, 'Recovery', 'Your visit', 'About {{ contact.substance }}');
  const journeyId = newId();
  const graph: Graph = {
    stepwell: 1,
    name: `Journey ${journeyId}`,
    triggers: [{ type: 'manual', config: {} }],
    settings: { sender, priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
    steps: [
      { id: 'mail', type: 'send-email', name: 'Mail', config: { template: 'Open house', purpose: 'operations' } },
      { id: 'end', type: 'end', name: 'End', config: { reason: 'completed' } },
    ],
    edges: [
      { from: 'trigger', outlet: 'entered', to: 'mail' },
      { from: 'mail', outlet: 'sent', to: 'end' },
    ],
    layout: {},
  };
  await db.sql`insert into journeys (id, name, state, draft, live_version) values (${journeyId}, ${graph.name}, 'live', ${JSON.stringify(graph)}::text::jsonb, 1)`;
  await db.sql`insert into journey_versions (journey_id, version, graph, hash) values (${journeyId}, 1, ${JSON.stringify(graph)}::text::jsonb, 'x')`;

  return {
    journeyId,
    async contact(email: string, values: Record<string, AttributeValue> = {}): Promise<Recipient> {
      const [made] = await upsertContacts({ sql: db.sql, seal, newId }, [
        { attributes: { email, first_name: 'Ada', last_name: 'Example', ...values } },
      ]);
      if (!made || !('id' in made)) throw new Error(`not a contact: ${JSON.stringify(made)}`);
      return { lane: made.lane, id: made.id, email };
    },
    /** Queues one message each; answers with its id per contact. */
    async queue(
      recipients: readonly Recipient[],
      send: Partial<Extract<Command, { kind: 'send' }>> = {},
      priority = 5,
    ): Promise<Map<string, string>> {
      const visit = Math.floor(Math.random() * 1e9);
      await queueMessages(
        db.sql,
        recipients.map((one) => ({
          version: 1,
          standing: {
            enrollmentId: newId(),
            contactId: one.id,
            lane: laneOf(one.id),
            journeyId,
            entryKey: '',
            step: 'mail',
            visits: {},
            visit,
            state: 'active',
            dueAt: null,
            waitingFor: [],
            enteredStepAt: 0,
            enteredAt: 0,
            exitReason: null,
          },
          send: {
            kind: 'send',
            step: 'mail',
            visit,
            template: 'Open house',
            sender: null,
            purpose: 'operations',
            guard: null,
            sealedOnly: false,
            portalOnly: false,
            tlsExclusive: false,
            ...send,
          },
          priority,
        })),
        await services.now(),
      );
      const rows = await db.sql<{ id: string; contactId: string }[]>`
        select id, contact_id as "contactId" from messages where visit = ${visit}`;
      return new Map(rows.map((row) => [row.contactId, row.id]));
    },
  };
}

export interface MessageNow {
  id: string;
  state: string;
  method: string | null;
  reason: string | null;
  phi: string | null;
  attempts: number;
}

export async function messageNow({ db }: Services, id: string): Promise<MessageNow> {
  const [row] = await db.sql<
    MessageNow[]
  >`select id, state, method, reason, phi, attempts from messages where id = ${id}`;
  return row!;
}

/** Waits until each of these is in none of the moving states. */
export async function settle({ db }: Services, ids: Iterable<string>, seconds = 20): Promise<void> {
  const all = [...ids];
  for (const until = Date.now() + seconds * 1000; Date.now() < until;) {
    const rows = await db.sql<{ n: number }[]>`
      select count(*)::int as n from messages where id = any(${all}) and state in ('queued', 'claimed', 'sealed', 'dot')`;
    if (rows[0]!.n === 0) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  const left =
    await db.sql`select state, reason, count(*)::int as n from messages where id = any(${all}) group by 1, 2`;
  throw new Error(`Messages did not settle: ${JSON.stringify(left)}`);
}

export async function publishedTemplate(
  { db, newId }: Services,
  name: string,
  subject: string,
  text: string,
): Promise<void> {
  const mjml = `<mjml lang="en"><mj-body><mj-section><mj-column><mj-text>${text}</mj-text><mj-button href="https://lakeview.example/more" name="More">More</mj-button><mj-text><a href="{{ links.unsubscribe }}">Unsubscribe</a> {{ organization.address }}</mj-text></mj-column></mj-section></mj-body></mjml>`;
  const id = newId();
  await createTemplate(db.orm, { id, draft: { name, topicPhi: 'P0', subject, preheader: '', mjml } });
  const compiled = await compileTemplate({ subject, preheader: '', mjml }, await loadVocabulary(db.sql));
  await publishTemplate(db.orm, { id, revision: 1, versionId: newId(), compiled, by: null });
}
