import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { graph as graphSchema, type Graph } from '#core/graph/model.ts';
import type { Choices } from '#core/graph/version-plan.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { planDraft } from '#store/journeys/plan-draft.ts';
import { publishJourney } from '#store/journeys/publish-draft.ts';
import { putJourneyFile } from '#store/journeys/put-file.ts';
import { releasePins } from '#store/journeys/release-pins.ts';
import { type About, explainWhy } from '#store/why/explain.ts';
import { configs, graphs } from '../core/run/any-journey.ts';
import { type Pick, anyChoices, picker, redrawn } from '../core/run/redrawn.ts';
import { DAY, type Person, chain, rig } from '../engine/rig.ts';
import { makeTools } from '../store/journeys/drawings.ts';

const { sql, seal, db, people, settle, pass, newId } = await rig();
const { orm } = db;
await makeTools(orm);
await sql`insert into lists (id, name) values (gen_random_uuid(), 'Newsletter')`;
await sql`insert into segments (id, name) values (gen_random_uuid(), 'Invited')`;
await sql`
  insert into attributes (key, label, type, phi, "group")
  values ('age', 'Age', 'number', 'P1', 'Test'), ('appointment', 'Appointment', 'datetime', 'P2', 'Test')`;

const CHAINS = 60;

/** Every other one with an age and a date. */
const values = (n: number): Record<string, string | number> =>
  n % 2 === 0 ? { age: 30 + n * 5, appointment: '2027-06-05' } : {};
const chances = fc.array(fc.nat(9999), { minLength: 400, maxLength: 400 });
const spares = fc.array(configs, { minLength: 8, maxLength: 8 });
const isSound = async (graph: Graph) => (await checkDraft(orm, graph)).every(({ severity }) => severity !== 'error');
const why = (person: Person, about: About) => explainWhy(sql, seal, person.id, about);

const real = (graph: Graph, name: string): Graph => ({
  ...graph,
  name,
  triggers: [{ type: 'manual', config: {} }],
  settings: { ...graph.settings, sender: 'Clinic' },
});

async function publish(drawn: Partial<Graph> & { name: string }, choices: Choices = {}, pin = false): Promise<string> {
  const graph = graphSchema.parse({
    stepwell: 1,
    triggers: [{ type: 'manual' }],
    settings: { sender: 'Clinic' },
    ...drawn,
  });
  const { id } = await putJourneyFile(orm, { newId, graph });
  await publishJourney(orm, { id, acknowledge: 'all', choices, pin, by: null });
  return id;
}

async function republish(graph: Graph, pick: Pick): Promise<string> {
  const { id } = await putJourneyFile(orm, { newId, graph });
  const { plan } = await planDraft(orm, { id, choices: {}, pin: false });
  const choices = anyChoices(plan, graph, pick);
  await publishJourney(orm, { id, acknowledge: 'all', choices, pin: pick(4) === 0, by: null });
  return id;
}

const mail = (id: string) => ({ id, type: 'send-email', config: { template: 'Welcome', purpose: 'treatment' } });
const wait = (id: string, duration: string) => ({ id, type: 'wait-for-time', config: { mode: 'duration', duration } });
/** Every step with a name that is not its id. */
const named = ({ steps = [], ...drawn }: ReturnType<typeof chain>) => ({
  ...drawn,
  steps: steps.map((step) => ({ ...step, name: `Step ${step.id}` })),
});
const end = { id: 'done', type: 'end', config: {} };

describe('why, where newer versions were published', () => {
  it('says which version put someone elsewhere, and calls a step that is gone by its name', async () => {
    const journey = await publish(named(chain('moved', [wait('rest', 'P9D'), mail('hello'), end])));
    const [person] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [person!] });
    await settle();
    await pass(DAY);
    await publish(named(chain('moved', [wait('new', 'P1D'), mail('hello'), end])), {
      rest: { kind: 'move', to: 'hello' },
    });
    await settle();
    const [rest] = await why(person!, { journey, step: 'rest' });
    expect(rest).toMatchObject({
      certain: true,
      journey: { version: 2 },
      step: { name: 'Step rest' },
      sentence: 'Version 2 of the journey put those who stood here at “Step hello”, and them too.',
    });
    expect(rest!.details[0]).toBe('This step is not in it.');
    const [hello] = await why(person!, { journey, step: 'hello' });
    expect(hello).toMatchObject({ certain: true, journey: { version: 2 } });
  });

  it('says by which version those went who were not let follow, and by which once they were released', async () => {
    const drawn = (duration: string) => chain('pinned', [wait('one', 'P1D'), wait('two', duration), end]);
    const journey = await publish(drawn('P2D'));
    const [person] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [person!] });
    await settle();
    await pass(1000);
    await publish(drawn('P5D'), {}, true);
    await pass(DAY);
    await settle();
    const [one] = await why(person!, { journey, step: 'one' });
    expect(one).toMatchObject({ certain: true, journey: { version: 1 } });
    const [standing] = await why(person!, { journey, step: 'two' });
    expect(standing).toMatchObject({ about: 'waiting', journey: { version: 1 } });
    expect(standing!.sentence).toContain('2 days');
    await releasePins(orm, { id: journey });
    await pass(5 * DAY);
    await settle();
    const [two] = await why(person!, { journey, step: 'two' });
    expect(two).toMatchObject({ certain: true, journey: { version: 2 } });
    expect(two!.sentence).toContain('5 days');
    expect((await why(person!, { journey, step: 'one' }))[0]).toMatchObject({ journey: { version: 1 } });
  });

  it(
    'tells every step of any life through chains of versions as the engine took it',
    { timeout: 240_000 },
    async () => {
      const samples = fc.sample(fc.tuple(graphs, spares, chances), { numRuns: 2000, seed: 20260602 });
      const told = { chains: 0, explained: 0, byVersion: 0, otherVersion: 0, unsure: [] as string[] };
      const walkedBy = new Map<string, number>();
      const look = async () => {
        await settle();
        const rows = await sql<{ visit: string; version: number }[]>`
        select concat_ws(' ', v.enrollment_id, v.step, v.visit) as visit, e.version
        from visits v join enrollments e on e.lane = v.lane and e.contact_id = v.contact_id and e.id = v.enrollment_id`;
        for (const { visit, version } of rows) if (!walkedBy.has(visit)) walkedBy.set(visit, version);
      };
      for (const [i, [drawn, spare, chance]] of samples.entries()) {
        if (told.chains === CHAINS) break;
        const pick = picker(chance);
        let graph = real(drawn, `Chain ${i}`);
        if (!(await isSound(graph))) continue;
        told.chains++;
        const journey = await republish(graph, pick);
        const everyone: Person[] = [];
        for (let version = 2; version <= 4; version++) {
          const some = await people(4, values);
          everyone.push(...some);
          await enroll(sql, { journeyId: journey, contacts: some });
          if (pick(3) > 0) await look();
          await pass(pick(4) * DAY + 1000);
          const next = real(redrawn(graph, spare, pick), graph.name);
          if (!(await isSound(next))) continue;
          graph = next;
          await republish(graph, pick);
          await pass(1000);
          await look();
        }
        await releasePins(orm, { id: journey });
        for (let n = 0; n < 3; n++) {
          await look();
          await pass(400 * DAY);
        }
        const [pausedNow] = await sql<{ state: string }[]>`select state from journeys where id = ${journey}`;
        expect(pausedNow).toEqual({ state: 'live' });
        for (const person of everyone)
          for (const one of await why(person, { journey })) {
            if (one.about === 'waiting') continue;
            told.explained++;
            if (/^Version \d/.test(one.sentence)) told.byVersion++;
            const by = walkedBy.get(`${one.enrollmentId} ${one.step?.id} ${one.visit}`);
            if (by !== undefined && by !== one.journey.version) told.otherVersion++;
            if (one.certain !== true) told.unsure.push(`${graph.name} ${one.step?.id}:  ${one.sentence}`);
          }
      }
      expect(told.otherVersion).toBe(0);
      expect(told.unsure).toEqual([]);
      expect(told.chains).toBe(CHAINS);
      expect(told.explained).toBeGreaterThan(200);
      expect(told.byVersion).toBeGreaterThan(5);
    },
  );
});
