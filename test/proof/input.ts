import type { Graph } from '#core/graph/model.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import type { Services } from '#api/services.ts';
import { deliveryRig, publishedTemplate } from '#test/support/delivery.ts';

/** The emails of the journey: step, and the subject by which the sink tells them apart. */
export const emails = [
  { step: 'first', subject: 'The first of two' },
  { step: 'second', subject: 'The second of two' },
] as const;

/** So many domains that a worker has all the deliveries under way that it may; see `IN_FLIGHT`. */
const DOMAINS = 4;
/** Most messages of one worker between dot and answer: eight per domain. */
export const IN_FLIGHT = 8 * DOMAINS;
const BATCH = 2_000;

/** What must come out: everybody who was put in, with the address their two emails go to. */
export interface Input {
  journeyId: string;
  people: { contactId: string; address: string }[];
}

/** Makes `n` contacts and puts them all into a journey of two emails with a short wait between them. */
export async function prepareInput(services: Services, n: number): Promise<Input> {
  await deliveryRig(services);
  for (const { step, subject } of emails) await publishedTemplate(services, step, subject, 'Come and see us');
  const journeyId = await publishJourney(services);
  const { db, seal, newId } = services;
  const people: Input['people'] = [];
  for (let from = 0; from < n; from += BATCH) {
    const addresses = Array.from(
      { length: Math.min(BATCH, n - from) },
      (_, i) => `ada.example${from + i}@clinic${(from + i) % DOMAINS}.example`,
    );
    const rows = addresses.map((email) => ({ attributes: { email, first_name: 'Ada', last_name: 'Example' } }));
    const made = await upsertContacts({ sql: db.sql, seal, newId }, rows);
    const contacts = made.map((one, i) => {
      if (!('id' in one)) throw new Error('a contact was rejected');
      people.push({ contactId: one.id, address: addresses[i]! });
      return { lane: one.lane, id: one.id };
    });
    const entered = await enroll(db.sql, { journeyId, contacts });
    if (entered !== contacts.length) throw new Error(`${entered} of ${contacts.length} were enrolled`);
  }
  return { journeyId, people };
}

async function publishJourney({ db, newId }: Services): Promise<string> {
  const [first, second] = emails;
  const mail = (step: string) => ({
    id: step,
    type: 'send-email',
    name: step,
    config: { template: step, purpose: 'operations' },
  });
  const graph: Graph = {
    stepwell: 1,
    name: 'Two emails',
    triggers: [{ type: 'manual', config: {} }],
    settings: { sender: 'Lakeview Clinic', priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
    steps: [
      mail(first.step),
      { id: 'wait', type: 'wait-for-time', name: 'Wait', config: { mode: 'duration', duration: 'PT2S' } },
      mail(second.step),
      { id: 'end', type: 'end', name: 'End', config: { reason: 'completed' } },
    ],
    edges: [
      { from: 'trigger', outlet: 'entered', to: first.step },
      { from: first.step, outlet: 'sent', to: 'wait' },
      { from: 'wait', outlet: 'done', to: second.step },
      { from: second.step, outlet: 'sent', to: 'end' },
    ],
    layout: {},
  };
  const id = newId();
  const drawn = JSON.stringify(graph);
  await db.sql`insert into journeys (id, name, state, draft, live_version)
    values (${id}, ${graph.name}, 'live', ${drawn}::text::jsonb, 1)`;
  await db.sql`insert into journey_versions (journey_id, version, graph, hash)
    values (${id}, 1, ${drawn}::text::jsonb, 'x')`;
  return id;
}
