import { beforeAll, describe, expect, it } from 'vitest';
import { readGallery, type ReadyJourney } from '#api/gallery/read.ts';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { reveal } from '#core/phi.ts';
import type { Filter } from '#core/segment/ast.ts';
import { matches } from '#core/segment/evaluate.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { renderMessage } from '#mail/render/render.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { getJourney } from '#store/journeys/get.ts';
import { publishJourney } from '#store/journeys/publishDraft.ts';
import { loadFacts } from '#store/facts/load.ts';
import { currentVersion, type TemplateVersion } from '#store/templates/versions.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { testServices } from '#test/support/services.ts';
import { exploreAll, happenings, walk, type Walked } from './explore.ts';
import { seededInstallation } from './seeded.ts';

/** As many as the demo has. */
const CONTACTS = 2000;
const RENDERED = 200;

const services = await testServices();
const { orm, sql } = services.db;
const people = await seededInstallation(services, CONTACTS);
const gallery = await readGallery();
const caller = createCaller(appRouter)({
  ...services,
  actor: { id: 'marketer-1', name: 'Mara', email: 'marketer@stepwell.example', role: 'marketer' },
});

const SIXTEEN = [
  'New member onboarding',
  'Re-engagement',
  'Appointment follow-up',
  'Preventive care',
  'Product announcement',
  'Event reminder',
  'Behavioral nurture',
  'Patient education',
  'Annual re-enrollment',
  'EOB notice',
  'Refill reminder',
  'Appointment reminder',
  'Order and delivery updates',
  'Satisfaction survey',
  'Screening by age',
  'Lab result ready',
];

it('the gallery holds the sixteen ready journeys, each with its words', () => {
  expect(gallery.map((one) => one.graph.name)).toEqual(SIXTEEN);
  const purposes = new Set(gallery.map((one) => one.purpose));
  expect(purposes).toEqual(new Set(['treatment', 'operations', 'marketing']));
});

describe.each(gallery.map((one) => [one.graph.name, one] as const))('%s', (name, ready) => {
  let vocabulary: Vocabulary;
  let walks: Walked[];
  let entrants: ContactFacts[];
  let now: number;
  const versions = new Map<string, TemplateVersion>();
  const prepared = prepare(ready.graph);

  beforeAll(async () => {
    const { id } = await caller.gallery.use({ id: ready.id, name, sender: ready.graph.settings.sender, install: true });
    expect((await getJourney(orm, id)).draft.name).toBe(name);
    vocabulary = await loadVocabulary(orm);
    now = await services.now();
    entrants = await entrantsOf(ready, vocabulary, now);
    for (const step of ready.graph.steps) {
      const template = step.config['template'];
      if (typeof template === 'string') versions.set(template, (await currentVersion(orm, template))!);
    }
  }, 120_000);

  it('can be published in the seeded installation without a warning, its templates without a finding', async () => {
    const findings = await checkDraft(orm, ready.graph);
    expect(findings.filter((one) => one.severity !== 'hint')).toEqual([]);
    expect([...versions.values()].flatMap((one) => one.findings)).toEqual([]);
    const [row] = await sql<{ id: string }[]>`select id from journeys where name = ${name}`;
    await expect(publishJourney(orm, { id: row!.id, acknowledge: [], by: null })).resolves.toMatchObject({
      version: 1,
    });
  });

  it('ends, and reaches its goal, by every outlet of every step', () => {
    expect(entrants.length).toBeGreaterThan(0);
    const events = happenings(ready.graph, (template) => versions.get(template)!.links.map((one) => one.label));
    const explored = exploreAll(
      prepared,
      vocabulary,
      [...entrants, veteran(entrants[0]!, versions.keys(), now)],
      events,
      now,
    );
    walks = explored.walks;
    expect([...explored.left]).toEqual([]);
    expect(explored.unended).toEqual([]);
    const reasons = new Set(walks.map(({ path }) => path.at(-1)?.exitReason));
    expect(reasons).toContain('goal');
  }, 120_000);

  it('renders every email for everyone of two hundred who can get it, with nothing missing', () => {
    const sends = ready.graph.steps.filter((one) => one.type === 'send-email');
    for (const { id, config } of sends) {
      const version = versions.get(String(config['template']))!;
      const ways = walks.filter(({ path }) => path.some((stop) => stop.step === id));
      let rendered = 0;
      for (const facts of entrants) {
        if (rendered >= RENDERED) break;
        const reaches = ways.some(({ events }) =>
          walk(prepared, vocabulary, facts, events, now).some((stop) => stop.step === id),
        );
        if (!reaches) continue;
        const { html, text, subject } = renderMessage(version, valuesOf(facts), null);
        expect(`${subject} ${html} ${text}`).not.toMatch(/\{\{|\{%|undefined|\[PHI\]/);
        rendered++;
      }
      // Fewer than two hundred only where all who come in were asked and not so many get there.
      expect(rendered, id).toBeGreaterThanOrEqual(Math.min(RENDERED, Math.ceil(entrants.length / 50)));
    }
  }, 120_000);
});

/** Whoever could come in by one of the journey's ways. */
async function entrantsOf(ready: ReadyJourney, vocabulary: Vocabulary, now: number): Promise<ContactFacts[]> {
  const prepared = prepare(ready.graph);
  const needs = needsOf(prepared, vocabulary);
  const filters = ready.graph.triggers.flatMap(({ filter }) => (filter ? [filter] : []));
  for (const key of vocabulary.attributes.keys()) needs.attributes.add(key);
  for (const list of vocabulary.lists) needs.lists.add(list);
  needs.events = true;
  needs.messages = true;
  const found = await loadFacts(services.db.sql, services.seal, people, needs);
  const joined = ready.graph.triggers.flatMap(({ type, config }) =>
    type === 'list-joined' ? [String(config['list'])] : [],
  );
  const all = [...found.values()].map((facts) => ({
    ...facts,
    lists: new Set([...facts.lists, ...joined.filter(mayJoin)]),
  }));
  const options = { vocabulary, now, zone: 'America/Chicago' };
  return all.filter(
    (facts) =>
      ready.graph.triggers.some(({ type, config, filter }) => {
        const way = wayIn(type, config);
        return [filter, way].every((one) => !one || matches(one, facts, options));
      }) &&
      (filters.length > 0 || ready.graph.triggers.length > 0),
  );
}

/** Anyone may sign up for a class; the newsletter's readers are who they are. */
const mayJoin = (list: string) => list !== 'Newsletter';

/** What is true of everyone who comes in this way. */
function wayIn(type: string, config: Record<string, unknown>): Filter | null {
  const { segment, list, attribute } = config;
  if (type === 'segment-entered' && typeof segment === 'string') return { segment };
  if (type === 'list-joined' && typeof list === 'string') return { list };
  if (type === 'date-reached' && typeof attribute === 'string') return { attribute, op: 'exists' };
  return null;
}

/** Somebody who had each of this journey's emails a month ago, by another journey. */
function veteran(facts: ContactFacts, templates: Iterable<string>, now: number): ContactFacts {
  const at = now - 30 * 86_400_000;
  const had = [...templates].map((template) => {
    return { id: `earlier-${template}`, template, method: 'tls', state: 'sent', at } as const;
  });
  return { ...facts, messages: [...facts.messages, ...had] };
}

function valuesOf(facts: ContactFacts) {
  const contact = Object.fromEntries(Object.entries(facts.attributes).map(([key, value]) => [key, reveal(value)]));
  return {
    contact,
    sender: { name: 'Lakeview Health', address: 'care@lakeview.example' },
    organization: { name: 'Lakeview Health', address: '100 Harbor Street, Springfield, IL 62701' },
    links: { unsubscribe: 'https://lakeview.example/u/x', portal: 'https://lakeview.example/p/x' },
    language: typeof contact['language'] === 'string' ? contact['language'] : null,
    zone: 'America/Chicago',
  };
}
