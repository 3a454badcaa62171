import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '#core/graph/model.ts';
import { versionFor } from '#core/run/fate.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { planDraft } from '#store/journeys/plan-draft.ts';
import { publishJourney } from '#store/journeys/publish-draft.ts';
import { putJourneyFile } from '#store/journeys/put-file.ts';
import { releasePins } from '#store/journeys/release-pins.ts';
import { configs, graphs } from '../core/run/any-journey.ts';
import { anyChoices, type Pick, picker, redrawn } from '../core/run/redrawn.ts';
import { makeTools } from '../store/journeys/drawings.ts';
import { DAY, rig } from './rig.ts';

const { sql, db, people, settle, pass, counts, newId } = await rig();
const { orm } = db;
await makeTools(orm);
await sql`insert into lists (id, name) values (gen_random_uuid(), 'Newsletter')`;
await sql`insert into segments (id, name) values (gen_random_uuid(), 'Invited')`;
await sql`
  insert into attributes (key, label, type, phi, "group")
  values ('age', 'Age', 'number', 'P1', 'Test'), ('appointment', 'Appointment', 'datetime', 'P2', 'Test')`;

const CHAINS = 30;
const VERSIONS = 4;
const chances = fc.array(fc.nat(9999), { minLength: 400, maxLength: 400 });
const spares = fc.array(configs, { minLength: 8, maxLength: 8 });

/** As it could really be published here. */
const real = (graph: Graph, name: string): Graph => ({
  ...graph,
  name,
  triggers: [{ type: 'manual', config: {} }],
  settings: { ...graph.settings, sender: 'Clinic' },
});
const isSound = async (graph: Graph) => (await checkDraft(orm, graph)).every(({ severity }) => severity !== 'error');

async function publish(graph: Graph, pick: Pick): Promise<string> {
  const { id } = await putJourneyFile(orm, { newId, graph });
  const { plan } = await planDraft(orm, { id, choices: {}, pin: false });
  const choices = anyChoices(plan, graph, pick);
  const pin = pick(4) === 0;
  try {
    await publishJourney(orm, { id, acknowledge: 'all', choices, pin, by: null });
  } catch (error) {
    // Someone came to a removed step between the plan and the publish: the plan is made anew, as a person would.
    if (!(error instanceof Error && 'code' in error && error.code === 'PLAN_CHOICE_NEEDED')) throw error;
    return publish(graph, pick);
  }
  return id;
}

/** Every other one with an age and a date. */
const values = (n: number): Record<string, string | number> =>
  n % 2 === 0 ? { age: 30 + n * 5, appointment: '2027-06-05' } : {};

interface Row {
  step: string;
  version: number | null;
  state: string;
  exitReason: string | null;
  due: boolean;
  waits: number;
}

async function check(journey: string): Promise<void> {
  const [row] = await sql<{ state: string; reason: string | null; live: number; pins: number[] }[]>`
    select state, paused_reason as reason, live_version as live, pins from journeys where id = ${journey}`;
  expect(row).toMatchObject({ state: 'live', reason: null });
  const versions = await sql<{ version: number; graph: Graph }[]>`
    select version, graph from journey_versions where journey_id = ${journey}`;
  const steps = new Map(versions.map(({ version, graph }) => [version, new Set(graph.steps.map(({ id }) => id))]));
  const all = await sql<Row[]>`
    select step, version, state, exit_reason as "exitReason", due_at is not null as due,
      cardinality(waiting_for) as waits from enrollments where journey_id = ${journey}`;
  for (const one of all.filter(({ exitReason }) => exitReason === null)) {
    const by = versionFor(one.version, row!.live, row!.pins);
    expect(steps.get(by)?.has(one.step), `${one.step} by version ${by}`).toBe(true);
    expect(one.due || one.waits > 0).toBe(true);
  }
  expect(all.filter(({ exitReason }) => exitReason === 'poison')).toEqual([]);
  for (const [step, at] of Object.entries(await counts(journey))) {
    const here = all.filter((one) => one.exitReason === null && one.step === step).length;
    expect(at.here, step).toBe(here);
  }
  const [twice] = await sql<{ n: number }[]>`
    select count(*)::int as n from (
      select 1 from messages where journey_id = ${journey} group by enrollment_id, step, visit having count(*) > 1) d`;
  expect(twice?.n).toBe(0);
  // Each message is of one visit that was walked, and each walked send has its message.
  const [unlike] = await sql<{ n: number }[]>`
    select count(*)::int as n from (
      select enrollment_id, step, visit from messages where journey_id = ${journey}
      except select enrollment_id, step, visit from visits where journey_id = ${journey}) d`;
  expect(unlike?.n).toBe(0);
}

describe('chains of versions through the database and the engine', () => {
  it(
    `${CHAINS} of them, with two workers walking all the while: nobody is lost, repeated or stuck`,
    { timeout: 240_000 },
    async () => {
      const samples = fc.sample(fc.tuple(graphs, spares, chances), { numRuns: 2000, seed: 20260601 });
      let lived = 0;
      let moved = 0;
      for (const [i, [drawn, spare, chance]] of samples.entries()) {
        if (lived === CHAINS) break;
        const pick = picker(chance);
        const first = real(drawn, `Chain ${i}`);
        if (!(await isSound(first))) continue;
        lived++;
        const journey = await publish(first, pick);
        let graph = first;
        for (let version = 2; version <= VERSIONS; version++) {
          const some = await people(6, values);
          await enroll(sql, { journeyId: journey, contacts: some });
          if (pick(3) > 0) await settle();
          await pass(pick(4) * DAY);
          let next = redrawn(graph, spare, pick);
          for (let n = 0; n < 40 && !(await isSound(real(next, first.name))); n++) next = redrawn(graph, spare, pick);
          if (!(await isSound(real(next, first.name)))) continue;
          graph = real(next, first.name);
          await Promise.all([publish(graph, pick), settle(), settle()]);
          await settle();
          await check(journey);
        }
        await releasePins(orm, { id: journey });
        await settle();
        await check(journey);
        for (let n = 0; n < 4; n++) {
          await pass(400 * DAY);
          await settle();
        }
        await check(journey);
        const [row] = await sql<{ stuck: number; moved: number }[]>`
        select (select count(*) from enrollments where journey_id = ${journey} and exit_reason is null and due_at is not null)::int as stuck,
          (select count(*) from visits where journey_id = ${journey} and outlet like '%_by_version')::int as moved`;
        expect(row!.stuck).toBe(0);
        moved += row!.moved;
      }
      expect(lived).toBe(CHAINS);
      expect(moved).toBeGreaterThan(10);
    },
  );
});
