import { describe, expect, it } from 'vitest';
import { type Graph, graph as graphSchema } from '#core/graph/model.ts';
import type { Choices } from '#core/graph/version-plan.ts';
import { makeRoutes } from '#engine/routes.ts';
import { tick as turn } from '#engine/tick.ts';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { wakeForVersions } from '#store/enrollments/wake-for-versions.ts';
import { triggeredJourneys } from '#store/events/triggered-journeys.ts';
import { ingest } from '#store/events/ingest.ts';
import { planDraft } from '#store/journeys/plan-draft.ts';
import { publishJourney } from '#store/journeys/publish-draft.ts';
import { putJourneyFile } from '#store/journeys/put-file.ts';
import { releasePins } from '#store/journeys/release-pins.ts';
import { setState } from '#store/journeys/set-state.ts';
import { makeTools } from '#test/store/journeys/drawings.ts';
import { DAY, chain, rig } from './rig.ts';

const { sql, db, world, people, settle, pass, standing, counts, newId } = await rig();
const { orm } = db;
await makeTools(orm);

const mail = (id: string) => ({ id, type: 'send-email', config: { template: 'Welcome', purpose: 'treatment' } });
const wait = (id: string, duration: string) => ({ id, type: 'wait-for-time', config: { mode: 'duration', duration } });
const listen = (id: string, name: string) => ({
  id,
  type: 'wait-for-event',
  config: { event: { kind: 'custom', name }, timeout: 'P30D' },
});
const end = { id: 'done', type: 'end', config: {} };
type Step = Parameters<typeof chain>[1][number];

/** Puts and publishes a chain of steps as people do: checked, planned, with their choices. */
async function publish(name: string, steps: Step[], choices: Choices = {}, pin = false): Promise<string> {
  return publishGraph(chain(name, steps), choices, pin);
}

async function publishGraph(drawn: Partial<Graph> & { name: string }, choices: Choices = {}, pin = false) {
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

async function started(name: string, steps: Step[], n: number) {
  const journey = await publish(name, steps);
  const who = await people(n);
  await enroll(sql, { journeyId: journey, contacts: who });
  await settle();
  return { journey, who };
}

const stepsOf = async (journey: string) => (await standing(journey)).map((one) => one.exitReason ?? one.step);
const sent = async (journey: string) =>
  (
    await sql<{ step: string; n: number }[]>`
    select step, count(*)::int as n from messages where journey_id = ${journey} group by step order by step`
  ).map((row) => [row.step, row.n] as const);
async function addsUp(journey: string): Promise<void> {
  const here = await sql<{ step: string; n: number }[]>`
    select step, count(*)::int as n from enrollments where journey_id = ${journey} and state in ('active', 'waiting') group by step`;
  const standingAt = new Map(here.map((row) => [row.step, row.n]));
  for (const [step, at] of Object.entries(await counts(journey))) expect(at.here, step).toBe(standingAt.get(step) ?? 0);
}

describe('a wait that is made shorter', () => {
  it('gives who stands there the new due time at once, and sends them on once', async () => {
    const { journey, who } = await started('shorter', [wait('rest', 'P3D'), mail('hello'), end], 3);
    await pass(2 * DAY);
    const late = await people(1);
    await enroll(sql, { journeyId: journey, contacts: late });
    await settle();
    expect(await stepsOf(journey)).toEqual(['rest', 'rest', 'rest', 'rest']);
    await publish('shorter', [wait('rest', 'P1D'), mail('hello'), end]);
    await settle();
    // Two days are more than one: due at once. Who came just now waits the one day.
    expect(await stepsOf(journey)).toEqual(['completed', 'completed', 'completed', 'rest']);
    const [due] = await sql<{ days: number }[]>`
      select round(extract(epoch from due_at - entered_step_at) / 86400)::int as days from enrollments
      where contact_id = ${late[0]!.id}`;
    expect(due?.days).toBe(1);
    expect(await sent(journey)).toEqual([['hello', 3]]);
    await pass(4 * DAY);
    await settle();
    expect(await sent(journey)).toEqual([['hello', 4]]);
    expect(who).toHaveLength(3);
    await addsUp(journey);
  });
});

describe('new exit criteria', () => {
  it('are met at once by whoever waits, and make nobody late whose date passed while they wait for the right day', async () => {
    const at = await world.now();
    const inDays = (n: number) => new Date(at + n * DAY);
    const rest = {
      id: 'rest',
      type: 'wait-for-time',
      config: {
        mode: 'until',
        until: inDays(1).toISOString().slice(0, 10),
        onPast: 'exit',
        window: { weekdays: [((inDays(4).getUTCDay() + 6) % 7) + 1] },
      },
    };
    const drawn = chain('criteria', [rest, end]);
    const journey = await publishGraph(drawn);
    const who = await people(2, (i) => ({ language: i === 0 ? 'es' : 'en' }));
    await enroll(sql, { journeyId: journey, contacts: who });
    await settle();
    await pass(2 * DAY);
    const exit = [{ attribute: 'language', op: 'eq', value: 'es' }];
    const settings = { sender: 'Clinic', exit } as unknown as Graph['settings'];
    await publishGraph({ ...drawn, settings });
    await settle();
    expect(await stepsOf(journey)).toEqual(['exit_criteria', 'rest']);
    const [left] =
      await sql`select waiting_for as keys from enrollments where journey_id = ${journey} and exit_reason is null`;
    expect(left).toEqual({ keys: ['filter'] });
    for (let day = 0; day < 4; day++) {
      await pass(DAY);
      await settle();
    }
    expect(await stepsOf(journey)).toEqual(['exit_criteria', 'completed']);
    await addsUp(journey);
  });
});

describe('a step that is removed', () => {
  it('is refused without a choice while people stand there, naming it; nothing is published', async () => {
    const { journey } = await started('needs a choice', [wait('rest', 'P3D'), mail('hello'), end], 2);
    const refused = await publish('needs a choice', [mail('hello'), end]).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'PLAN_CHOICE_NEEDED',
      details: { problems: [{ step: 'rest', people: 2, code: 'choice-needed' }] },
      message: expect.stringContaining('2 people stand at “rest”') as string,
    });
    const [row] = await sql`select live_version as version from journeys where id = ${journey}`;
    expect(row).toEqual({ version: 1 });
    expect(await stepsOf(journey)).toEqual(['rest', 'rest']);
  });

  it.each([
    ['move', { rest: { kind: 'move', to: 'later' } }, ['later', 'later'], { moved_by_version: 2 }, {}],
    ['skip', { rest: { kind: 'skip' } }, ['completed', 'completed'], { skipped_by_version: 2 }, {}],
    ['exit', { rest: { kind: 'exit' } }, ['step_removed', 'step_removed'], {}, { step_removed: 2 }],
  ] as const)(
    'sends who stands there where “%s” says, counted and told in their timeline',
    async (kind, choices, where, passed, exited) => {
      const name = `removed: ${kind}`;
      const { journey, who } = await started(name, [wait('rest', 'P3D'), mail('hello'), end], 2);
      await publish(name, [mail('hello'), end, { ...wait('later', 'P2D') }].toReversed(), choices);
      await settle();
      expect(await stepsOf(journey)).toEqual(where);
      expect((await counts(journey))['rest']).toEqual({ entered: 2, here: 0, passed, exited });
      const told = await contactTimeline(sql, who[0]!.id, 20);
      const outlet = Object.keys(passed)[0];
      if (outlet)
        expect(told).toContainEqual(
          expect.objectContaining({ kind: 'step', step: 'rest', stepName: 'rest', what: outlet }),
        );
      else expect(told).toContainEqual(expect.objectContaining({ kind: 'left', step: 'rest', what: 'step_removed' }));
      await addsUp(journey);
    },
  );

  it('asks about those who have been at the target, and does with them as told: no second email unless wanted', async () => {
    const before = [mail('hello'), wait('rest', 'P3D'), end];
    const after = [mail('hello'), wait('other', 'P9D'), end];
    for (const again of [false, true]) {
      const name = `again ${again}`;
      const { journey } = await started(name, before, 2);
      await expect(publish(name, after, { rest: { kind: 'move', to: 'hello' } })).rejects.toMatchObject({
        code: 'PLAN_CHOICE_INVALID',
        details: { problems: [{ code: 'been-there', step: 'rest' }] },
      });
      await publish(name, after, { rest: { kind: 'move', to: 'hello', again } });
      await settle();
      expect(await stepsOf(journey)).toEqual(again ? ['other', 'other'] : ['loop_prevented', 'loop_prevented']);
      expect(await sent(journey)).toEqual([['hello', again ? 4 : 2]]);
      const [state] = await sql`select state from journeys where id = ${journey}`;
      expect(state).toEqual({ state: 'live' });
      await addsUp(journey);
    }
  });
});

describe('someone who is being walked while a version is published', () => {
  it('rests by the old one and is brought to the new one at once', async () => {
    const name = 'meanwhile';
    const journey = await publish(name, [wait('rest', 'P3D'), end]);
    await enroll(sql, { journeyId: journey, contacts: await people(2) });
    let woken: Promise<void> | null = null;
    await world.batch(async (batch) => {
      const { now, journeys } = await batch.due(null);
      const due = journeys.find(({ id }) => id === journey)!;
      const [claimed] = await batch.claim(due, 1, now, null);
      expect(claimed).toMatchObject({ version: null, follows: 1 });
      await publish(name, [wait('other', 'P1D'), end], {});
      // The wakes wait until we are done.
      woken = (async () => {
        while ((await wakeForVersions(sql, 100)) > 0);
      })();
      await new Promise((done) => setTimeout(done, 200));
      const before = claimed!.standing;
      const after = {
        ...before,
        step: 'rest',
        state: 'waiting' as const,
        visits: { rest: 1 },
        dueAt: now + 3 * DAY,
        enteredStepAt: now,
      };
      const countsOf = [
        { step: 'trigger', measure: 'passed:entered' as const },
        { step: 'rest', measure: 'entered' as const },
      ];
      await batch.save(
        [{ before, after, version: 1, priority: 5, visits: [], commands: [], counts: countsOf, problem: null }],
        now,
      );
    });
    await woken!;
    const [row] = await sql<{ due: boolean }[]>`
      select due_at <= stepwell_now() as due from enrollments where journey_id = ${journey} and step = 'rest'`;
    expect(row).toEqual({ due: true });
    await settle();
    // Nobody stood at “rest” when it was published, so who came there meanwhile goes on past it.
    expect((await stepsOf(journey)).toSorted()).toEqual(['completed', 'other']);
    await addsUp(journey);
  });
});

describe('someone the walk comes to several versions later', () => {
  it('goes where all of them together put them, in a journey that was paused all the while', async () => {
    const name = 'composed';
    const { journey, who } = await started(name, [wait('a', 'P3D'), mail('hello'), end], 2);
    await setState(orm, { id: journey, move: 'pause' });
    await publish(name, [wait('b', 'P5D'), mail('hello'), end], { a: { kind: 'move', to: 'b' } });
    await settle();
    expect(await stepsOf(journey)).toEqual(['a', 'a']);
    const { plan } = await planDraft(orm, { id: journey, choices: {}, pin: false });
    expect(plan.steps.find(({ id }) => id === 'b')).toMatchObject({ people: 2 });
    await expect(publish(name, [wait('c', 'P7D'), mail('hello'), end])).rejects.toMatchObject({
      details: { problems: [{ step: 'b', people: 2 }] },
    });
    await publish(name, [wait('c', 'P7D'), mail('hello'), end], { b: { kind: 'move', to: 'c' } });
    await setState(orm, { id: journey, move: 'resume' });
    await settle();
    expect(await stepsOf(journey)).toEqual(['c', 'c']);
    expect((await counts(journey))['b']).toBeUndefined();
    const path = await sql`select step, outlet from visits where contact_id = ${who[0]!.id}`;
    expect(path).toEqual([{ step: 'a', outlet: 'moved_by_version' }]);
    await addsUp(journey);
  });

  it('stays where they are when a step was removed and restored before anyone was walked', async () => {
    const name = 'there and back';
    const { journey } = await started(name, [wait('a', 'P3D'), end], 1);
    await setState(orm, { id: journey, move: 'pause' });
    await publish(name, [wait('b', 'P5D'), end], { a: { kind: 'move', to: 'b' } });
    await publish(name, [wait('a', 'P3D'), end], { b: { kind: 'move', to: 'a' } });
    await setState(orm, { id: journey, move: 'resume' });
    await settle();
    expect(await stepsOf(journey)).toEqual(['a']);
    expect((await counts(journey))['a']).toEqual({ entered: 1, here: 1, passed: {}, exited: {} });
  });
});

describe('who stays on the version they are in', () => {
  it('walks on by it to its end while others take the new one, and follows when let go', async () => {
    const name = 'pinned';
    const { journey } = await started(name, [wait('rest', 'P3D'), wait('more', 'P3D'), mail('old'), end], 2);
    await publish(name, [wait('rest', 'P9D'), mail('new'), end], {}, true);
    const fresh = await people(1);
    await enroll(sql, { journeyId: journey, contacts: fresh });
    await settle();
    const planned = await planDraft(orm, { id: journey, choices: {}, pin: false });
    expect(planned.pinned).toEqual([{ version: 1, step: 'rest', people: 2 }]);
    expect(planned.plan.people).toEqual({ follow: 1, pinned: 2 });
    await pass(4 * DAY);
    await settle();
    expect(await stepsOf(journey)).toEqual(['more', 'more', 'rest']);
    // A later version for everyone leaves them where they are, too.
    await publish(name, [wait('rest', 'P20D'), mail('new'), end]);
    await settle();
    expect(await stepsOf(journey)).toEqual(['more', 'more', 'rest']);
    expect(await releasePins(orm, { id: journey, version: 7 })).toEqual({ released: 0 });
    expect(await releasePins(orm, { id: journey, version: 1 })).toEqual({ released: 1 });
    await settle();
    // Nobody chose for “more”: they go on past it, by the newest version.
    expect(await stepsOf(journey)).toEqual(['completed', 'completed', 'rest']);
    expect(await sent(journey)).toEqual([]);
    await addsUp(journey);
  });
});

describe('an event for a wait that was changed', () => {
  it('counts only if the new settings wait for it too', async () => {
    const name = 'changed ears';
    const { journey, who } = await started(name, [listen('ear', 'asked'), mail('heard'), end], 2);
    await setState(orm, { id: journey, move: 'pause' });
    const at = await world.now();
    await ingest(
      sql,
      who.map((one) => ({ ...one, contactId: one.id, id: newId(), kind: 'custom' as const, name: 'asked', at })),
    );
    await publish(name, [listen('ear', 'answered'), mail('heard'), end]);
    await setState(orm, { id: journey, move: 'resume' });
    await settle();
    expect(await stepsOf(journey)).toEqual(['ear', 'ear']);
    expect(await sent(journey)).toEqual([]);
    const [row] = await sql`select waiting_for as keys from enrollments where journey_id = ${journey} limit 1`;
    expect(row).toEqual({ keys: ['custom:answered'] });
  });
});

describe('a version that cannot be used', () => {
  it('pauses its journey, naming the step, keeps everyone where they stand, and harms no other journey', async () => {
    const { journey, who } = await started('damaged', [wait('rest', 'P3D'), mail('hello'), end], 2);
    const other = await started('sound', [wait('rest', 'P3D'), mail('hello'), end], 2);
    await sql`alter table journey_versions disable trigger journey_versions_immutable`;
    await sql`
      update journey_versions set graph = jsonb_set(graph, '{steps,1,config,template}', '17') where journey_id = ${journey}`;
    await sql`alter table journey_versions enable trigger journey_versions_immutable`;
    await pass(4 * DAY);
    // Another worker, which has not read the version before.
    const { paused } = await turn(world, { limit: 100, routes: makeRoutes() });
    expect(paused).toEqual([journey]);
    const [row] = await sql`
      select state, paused_reason as reason, paused_fault as fault from journeys where id = ${journey}`;
    expect(row).toEqual({
      state: 'paused',
      reason: 'JOURNEY_FILE_INVALID',
      fault: { version: 1, step: 'hello', problem: 'config', at: 'template' },
    });
    expect(await stepsOf(journey)).toEqual(['rest', 'rest']);
    expect(await stepsOf(other.journey)).toEqual(['completed', 'completed']);
    const told = await contactTimeline(sql, who[0]!.id, 5);
    expect(told[0]).toMatchObject({ kind: 'stopped', what: 'JOURNEY_FILE_INVALID', step: 'hello', stepName: 'hello' });
    const [entry] =
      await sql`select details from audit where action = 'journey.pause' and subject = ${`journey:${journey}`}`;
    expect(entry).toEqual({
      details: { reason: 'JOURNEY_FILE_INVALID', version: 1, step: 'hello', problem: 'config', at: 'template' },
    });
    await publish('damaged', [wait('rest', 'P3D'), mail('hello'), end]);
    await setState(orm, { id: journey, move: 'resume' });
    await settle();
    expect(await stepsOf(journey)).toEqual(['completed', 'completed']);
  });

  it.each([
    ['is no drawing at all', '{"steps": 3}', '', 'shape'],
    ['has a step no Stepwell knows', null, `'{steps,0,type}', '"send-fax"'`, 'unknown-type'],
    ['has settings a newer Stepwell wrote', null, `'{steps,0,version}', '9'`, 'newer'],
  ])(
    'pauses when it %s; people at steps it had are asked about when it is mended',
    async (what, whole, part, problem) => {
      const { journey } = await started(`damaged: ${what}`, [wait('rest', 'P3D'), end], 1);
      await sql`alter table journey_versions disable trigger journey_versions_immutable`;
      await sql.unsafe(
        `update journey_versions set graph = ${whole ? `'${whole}'::jsonb` : `jsonb_set(graph, ${part})`} where journey_id = '${journey}'`,
      );
      await sql`alter table journey_versions enable trigger journey_versions_immutable`;
      await pass(4 * DAY);
      expect((await turn(world, { limit: 100, routes: makeRoutes() })).paused).toEqual([journey]);
      const [row] = await sql`select paused_fault as fault from journeys where id = ${journey}`;
      expect(row).toMatchObject({ fault: { version: 1, problem } });
      const steps = [wait('other', 'P3D'), end];
      await expect(publish(`damaged: ${what}`, steps)).rejects.toMatchObject({
        details: { problems: [{ step: 'rest' }] },
      });
      await publish(`damaged: ${what}`, steps, { rest: { kind: 'move', to: 'other' } });
      await setState(orm, { id: journey, move: 'resume' });
      expect((await turn(world, { limit: 100, routes: makeRoutes() })).paused).toEqual([]);
      await settle();
      expect(await stepsOf(journey)).toEqual(['other']);
      await addsUp(journey);
    },
  );

  it('does not keep events from other journeys', async () => {
    const steps = [wait('rest', 'P3D'), end];
    const { journey } = await started('damaged door', steps, 1);
    const door = { ...chain('sound door', steps), triggers: [{ type: 'api-event', config: { name: 'came' } }] };
    const sound = await publishGraph(door);
    await sql`alter table journey_versions disable trigger journey_versions_immutable`;
    await sql`
      update journey_versions set graph = jsonb_set(graph, '{settings}', '7')
        || '{"triggers":[{"type":"api-event","config":{"name":"came"}}]}' where journey_id = ${journey}`;
    for (const triggers of [null, '7', '{"type": 3}']) {
      if (triggers !== null)
        await sql`
        update journey_versions set graph = graph || ${`{"triggers":${triggers}}`}::text::jsonb where journey_id = ${journey}`;
      const found = await triggeredJourneys(sql, ['came']);
      expect(found.map(({ id }) => id)).toEqual([sound]);
    }
    await sql`alter table journey_versions enable trigger journey_versions_immutable`;
  });
});
