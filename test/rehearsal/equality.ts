import type { Services } from '#api/services.ts';
import { looksTampered } from '#core/delivery/assurance.ts';
import { assurances } from '#core/delivery/facts.ts';
import type { Graph } from '#core/graph/model.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { type Assumptions, assumptions, reactions } from '#core/run/assume.ts';
import type { AssumedEvent } from '#core/run/happen.ts';
import type { Sending } from '#core/run/rehearse.ts';
import { emptyTally } from '#core/run/tally.ts';
import { HOLD_MS } from '#core/tracking/judge.ts';
import { openCommits } from '#engine/dispatch/commits.ts';
import { deliver } from '#engine/dispatch/deliver.ts';
import type { DispatchWorld, Prepared, SealedMessage } from '#engine/dispatch/world.ts';
import { runUntil } from '#engine/run-until.ts';
import { finishBatch } from '#server/delivery/finish.ts';
import type { Letter } from '#server/delivery/letter.ts';
import { openPlanner } from '#server/delivery/plan.ts';
import { prepareBatch } from '#server/delivery/prepare.ts';
import { walkOne } from '#server/rehearsal/walk-people.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { editContact } from '#store/contacts/edit.ts';
import { knownDestination } from '#store/destinations/known.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { type NewEvent, ingestEvents } from '#store/events/ingest.ts';
import { loadFacts } from '#store/facts/load.ts';
import { openJourneys } from '#store/journeys/open.ts';
import { claimMessages } from '#store/messages/claim.ts';
import { commitDot } from '#store/messages/commit-dot.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { deliveryRig } from '#test/support/delivery.ts';
import { everything } from './drawing.ts';
import { DAY, type Person, makePeople } from './people.ts';

export interface Equality {
  n: number;
  seed: number;
  visits: number;
  messages: number;
  /** Distinct moments the real run stopped at. */
  moments: number;
  /** Contacts whose traces differ, of all. */
  differing: number;
  /** The first few, for people to read. Ids and codes only. */
  differences: string[];
  /** What each planted change in the rehearsed drawing was told by: contacts whose traces then differ. */
  tampered: Record<string, number>;
  ends: Record<string, number>;
  methods: Record<string, number>;
  rehearsalMs: number;
  realMs: number;
}

/** A Monday before a night in which clocks go forward in the United States. */
export const START = Date.UTC(2026, 2, 2, 15, 0);
const DAYS = 40;
const SUPPOSED: Assumptions = assumptions.parse({ opens: 45, clicks: 20 });

/**
 * Rehearses a journey for `n` contacts, then lives it: the real engine on the real database, the real dispatcher up to
 * the socket, the demo clock held still between its moves. Both traces, every visit, message and end of every contact,
 * must be the same.
 */
export async function equality(services: Services, { n, seed }: { n: number; seed: number }): Promise<Equality> {
  const { sql } = services.db;
  await holdClock(services);
  const rig = await deliveryRig(services);
  await sql`insert into attributes (key, label, type, phi, "group") values
    ('age', 'Age', 'number', 'P1', 'Test'), ('state', 'State', 'text', 'P1', 'Test'),
    ('appointment', 'Appointment', 'datetime', 'P2', 'Test') on conflict do nothing`;
  const graph = everything();
  const { journeyId } = rig;
  const people = await makePeople(services, n, seed, START);

  const began = performance.now();
  const rehearsed = await rehearseAll(services, journeyId, graph, people);
  const rehearsalMs = performance.now() - began;
  const changed = new Map<string, Map<string, string[]>>();
  const few = people.slice(0, Math.min(n, 400));
  for (const [name, change] of Object.entries(TAMPERING))
    changed.set(name, await rehearseAll(services, journeyId, change(structuredClone(graph)), few));

  await publish(services, journeyId, graph);
  await sql`update journeys set name = 'Everything' where id = ${journeyId}`;
  for (let from = 0; from < n; from += 2000)
    await enroll(sql, { journeyId, contacts: people.slice(from, from + 2000) });
  const lived = performance.now();
  const { moments } = await live(services, people, journeyId);
  const realMs = performance.now() - lived;
  const real = await realTraces(services, journeyId);

  const differences: string[] = [];
  let differing = 0;
  for (const { id } of people) {
    const [a, b] = [rehearsed.get(id) ?? [], real.get(id) ?? []];
    if (a.join('\n') === b.join('\n')) continue;
    differing++;
    const at = a.findIndex((line, i) => line !== b[i]);
    const where = at < 0 ? a.length : at;
    if (differences.length < 5)
      differences.push(`${id}: rehearsed ${a[where] ?? 'nothing'} / real ${b[where] ?? 'nothing'}`);
  }
  return {
    n,
    seed,
    visits: count(real, 'visit'),
    messages: count(real, 'message'),
    moments,
    differing,
    differences,
    tampered: Object.fromEntries(
      [...changed].map(([name, traces]) => [
        name,
        few.filter(({ id }) => traces.get(id)?.join('\n') !== real.get(id)?.join('\n')).length,
      ]),
    ),
    ends: tally(real, 'end'),
    methods: tally(real, 'message', 4),
    rehearsalMs: Math.round(rehearsalMs),
    realMs: Math.round(realMs),
  };
}

/** Each changes one thing of the rehearsed drawing only; the comparison must then find contacts that differ. */
const TAMPERING: Record<string, (graph: Graph) => Graph> = {
  'a wait an hour longer': (graph) => configured(graph, 'portal', { timeout: 'PT37H' }),
  'by the journey’s clock instead of the contact’s': (graph) => configured(graph, 'nudge', { zone: 'journey' }),
  'one repeat fewer': (graph) => configured(graph, 'again', { repeats: 1 }),
  'no exit criterion': (graph) => ({ ...graph, settings: { ...graph.settings, exit: [] } }),
  'sealed only': (graph) => configured(graph, 'welcome', { sealedOnly: true }),
  'no guard': (graph) => configured(graph, 'remind', { guard: undefined }),
};

function configured(graph: Graph, id: string, patch: Record<string, unknown>): Graph {
  return {
    ...graph,
    steps: graph.steps.map((step) => {
      if (step.id !== id) return step;
      const merged = { ...step.config, ...patch };
      return { ...step, config: Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) };
    }),
  };
}

/** The demo clock as it is, but that it does not tick by itself: a moment of virtual time lasts until it is moved on. */
async function holdClock({ db: { sql } }: Services): Promise<void> {
  await sql.unsafe(`
    create or replace function stepwell_now() returns timestamptz language sql stable as
    $$ select to_timestamp(${START / 1000}) + coalesce((select offset_ms from demo_clock where one = 1), 0) * interval '1 millisecond' $$`);
}

async function rehearseAll(
  services: Services,
  journeyId: string,
  graph: Graph,
  people: readonly Person[],
): Promise<Map<string, string[]>> {
  const { sql } = services.db;
  const prepared = prepare(graph);
  const vocabulary = await loadVocabulary(sql);
  const planner = await openPlanner(services, { id: journeyId, prepared, vocabulary });
  const needs = needsOf(prepared, vocabulary);
  for (const key of planner.attributes) needs.attributes.add(key);
  const traces = new Map<string, string[]>();
  const open = await openJourneys(sql);
  for (let from = 0; from < people.length; from += 2000) {
    const batch = people.slice(from, from + 2000);
    const facts = await loadFacts(sql, services.seal, batch, needs);
    const mailboxes = await planner.mailboxes(facts.values());
    for (const { id, events } of batch) {
      const lines: string[] = [];
      let now = START;
      const world = {
        journeyId,
        prepared,
        vocabulary,
        start: START,
        assumed: SUPPOSED,
        planner,
        open,
        watch: (_: string, seen: Parameters<NonNullable<Parameters<typeof walkOne>[0]['watch']>>[1]) => {
          if ('planned' in seen) {
            const [step = '', visit = ''] = seen.id.split('#');
            const { result, decision, refusal } = seen.planned;
            const reason = decision?.reason ?? refusal?.reason ?? '';
            pending.push({ step, visit, state: result.state, method: result.method, reason });
            return;
          }
          now = seen.now;
          if (now > START + DAYS * DAY) return;
          for (const one of pending.splice(0)) lines.push(message({ ...one, at: now }));
          for (const one of seen.walked.visits) lines.push(visit(one));
          standing = seen.walked.standing;
        },
      };
      const pending: { step: string; visit: string; state: string; method: string; reason: string }[] = [];
      let standing: { step: string; exitReason: string | null; dueAt: number | null } | null = null;
      walkOne(world, facts.get(id)!, mailboxes.get(id)!, emptyTally(), events);
      lines.push(ending(standing!));
      traces.set(id, lines.toSorted());
    }
  }
  return traces;
}

const visit = (one: { step: string; visit: number; enteredAt: number; leftAt: number; outlet: string }) =>
  `visit ${one.step} ${one.visit} ${one.enteredAt} ${one.leftAt} ${one.outlet}`;
const message = (one: {
  step: string;
  visit: number | string;
  at: number;
  state: string;
  method: string;
  reason: string;
}) => `message ${one.step} ${one.visit} ${one.at} ${one.method} ${one.state} ${one.reason}`;
const ending = (one: { step: string; exitReason: string | null; dueAt: number | null }) =>
  `end ${one.exitReason ?? 'stands'} ${one.step} ${one.dueAt ?? '-'}`;

async function publish({ db: { sql } }: Services, journeyId: string, graph: Graph): Promise<void> {
  const json = JSON.stringify(graph);
  await sql`insert into journey_versions (journey_id, version, graph, hash) values (${journeyId}, 2, ${json}::text::jsonb, 'y')`;
  await sql`update journeys set live_version = 2 where id = ${journeyId}`;
}

type Agendum = { person: Person; event: AssumedEvent; at: number; messageId?: string; template?: string };

/** The real engine through all of it; recipients do what the rehearsal supposed, when it supposed it. */
async function live(services: Services, people: readonly Person[], journeyId: string): Promise<{ moments: number }> {
  const { sql } = services.db;
  const world = openWalkWorld(services);
  const byId = new Map(people.map((one) => [one.id, one]));
  const agenda = new Map<number, Agendum[]>();
  const add = (one: Agendum) => agenda.set(one.at, [...(agenda.get(one.at) ?? []), one]);
  for (const person of people) for (const event of person.events) add({ person, event, at: event.at ?? 0 });
  const dispatch = dispatcher(services, ({ message: sent, phi, letter }, method, now) => {
    const { contactId, step, visit: ordinal } = sent;
    const links = letter?.version.links.map(({ label }) => label) ?? [];
    const sending = { command: { step, visit: ordinal }, facts: { contactId }, now } as Sending;
    for (const event of reactions(SUPPOSED, sending, { method, phi: phi ?? 'P2', links }))
      add({
        person: byId.get(contactId)!,
        event: { ...event, step },
        at: event.at,
        messageId: sent.id,
        template: sent.template,
      });
  });
  return runUntil(world, {
    until: START + DAYS * DAY,
    nextEvent: () => (agenda.size === 0 ? null : Math.min(...agenda.keys())),
    settled: async (now) => {
      let busy = await dispatch(now);
      for (const at of [...agenda.keys()].filter((one) => one <= now)) {
        const due = agenda.get(at)!;
        busy = true;
        agenda.delete(at);
        const mails = due
          .filter(({ event }) => event.kind !== 'attribute')
          .map((one) => eventOf(services, journeyId, one));
        if (mails.length > 0) await ingestEvents(sql, mails);
        for (const { person, event } of due) {
          if (event.kind !== 'attribute') continue;
          // The journey itself may have changed them too.
          const [now] = await sql<{ revision: number }[]>`
            select revision from contacts where lane = ${person.lane} and id = ${person.id}`;
          const attributes = { [event.attribute!]: event.value };
          await sql.begin((tx) => editContact(tx, services, { id: person.id, revision: now!.revision, attributes }));
        }
      }
      return busy;
    },
  });
}

function eventOf(
  { newId }: Services,
  journeyId: string,
  { person, event, messageId, template, at }: Agendum,
): NewEvent {
  const { kind, link, name, step } = event;
  const base = { id: newId(), lane: person.lane, contactId: person.id, at };
  if (kind === 'custom') return { ...base, kind, name };
  // Held and judged as hits of a pixel or a link are.
  const held = kind === 'open' || kind === 'click' ? { judgeAt: at + HOLD_MS } : {};
  return { ...base, ...held, kind: kind as 'open', journeyId, step, template, messageId, link };
}

/** The dispatcher as it is, but that the sockets are made of paper: each domain proves what it last proved. */
function dispatcher(
  services: Services,
  arrived: (prepared: Prepared<Letter>, method: 'tls' | 'smime' | 'pgp' | 'portal', now: number) => void,
): (now: number) => Promise<boolean> {
  const { sql } = services.db;
  const worker = '00000000-0000-7000-8000-0000000000dd';
  let batch: Prepared<Letter>[] = [];
  let at = START;
  const world: DispatchWorld<Letter, SealedMessage> = {
    claim: (request) => claimMessages(sql, worker, request),
    prepare: (messages) => prepareBatch(services, messages),
    release: async () => {
      throw new Error('nothing is given back here');
    },
    hashOf: () => new Uint8Array(),
    async reach(domain) {
      const known = await knownDestination(sql, domain);
      const assurance = known?.assurance ?? 'T2';
      const suspectedMitm = known !== null && looksTampered(known.best, known.assurance);
      const accept = { kind: 'accepted', transcript: '', reply: { code: 250, enhanced: null, queueId: null } } as const;
      const line = {
        send: async (_: SealedMessage, beforeDot: () => Promise<void>) => {
          await beforeDot();
          return accept;
        },
        giveBack: () => {},
      };
      return {
        kind: 'reached',
        line: assurances.indexOf(assurance) >= 1 ? line : null,
        assurance,
        suspectedMitm,
        record: {},
      };
    },
    async seal(prepared, decision) {
      const { method } = decision;
      if (method === null || method === 'drop') throw new Error('nothing to seal');
      arrived(prepared, method, at);
      return { method, sha256: new Uint8Array(32) };
    },
    dropKey: async ({ facts }) => facts,
    async commit(commitments) {
      const ids = commitments.map(({ prepared }) => prepared.message.id);
      const rows = await sql<
        { id: string }[]
      >`update messages set state = 'sealed' where id = any(${ids}) returning id`;
      return new Set(rows.map((row) => row.id));
    },
    dot: (messages) => commitDot(sql, worker, messages),
    finish: (finished) => finishBatch(services, worker, finished),
    putInPortal: async () => {},
    renew: async () => {},
    recover: async () => ({ requeued: 0, inDoubt: 0 }),
    now: async () => at,
    random: () => 0.5,
    log: { info: () => {}, warn: () => {} },
  };
  const commits = openCommits(world, () => true);
  return async (now) => {
    at = now;
    for (let busy = false; ; busy = true) {
      const claimed = await world.claim({ limit: 1000, busy: [] });
      if (claimed.length === 0) return busy;
      batch = await world.prepare(claimed);
      await Promise.all(batch.map((one) => deliver(world, commits, one)));
    }
  };
}

async function realTraces({ db: { sql } }: Services, journeyId: string): Promise<Map<string, string[]>> {
  const traces = new Map<string, string[]>();
  const add = (id: string, line: string) => traces.set(id, [...(traces.get(id) ?? []), line]);
  const ms = (column: string) => sql.unsafe(`round(date_part('epoch', ${column}) * 1000)::float8`);
  for (const row of await sql`
    select contact_id as id, step, visit, ${ms('entered_at')} as "enteredAt", ${ms('left_at')} as "leftAt", outlet from visits`)
    add(row['id'], visit(row as unknown as Parameters<typeof visit>[0]));
  for (const row of await sql`
    select contact_id as id, step, visit, ${ms('finished_at')} as at, coalesce(method, 'none') as method, state,
      coalesce(reason, '') as reason from messages`)
    add(row['id'], message(row as unknown as Parameters<typeof message>[0]));
  for (const row of await sql`
    select contact_id as id, step, exit_reason as "exitReason", ${ms('due_at')} as "dueAt" from enrollments
    where journey_id = ${journeyId}`)
    add(row['id'], ending(row as unknown as Parameters<typeof ending>[0]));
  for (const lines of traces.values()) lines.sort();
  return traces;
}

function count(traces: ReadonlyMap<string, string[]>, kind: string): number {
  let n = 0;
  for (const lines of traces.values()) for (const line of lines) if (line.startsWith(`${kind} `)) n++;
  return n;
}

/** How often each word stands at a place of the lines of one kind. */
function tally(traces: ReadonlyMap<string, string[]>, kind: string, place = 1): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const lines of traces.values())
    for (const line of lines) {
      const words = line.split(' ');
      if (words[0] === kind) sums[words[place]!] = (sums[words[place]!] ?? 0) + 1;
    }
  return sums;
}
