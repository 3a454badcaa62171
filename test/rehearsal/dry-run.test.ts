import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Role } from '#core/roles.ts';
import { assumptions } from '#core/run/assume.ts';
import { runDryRun } from '#server/rehearsal/dry-run.ts';
import { countDryRun, createDryRun } from '#store/dry-runs/create.ts';
import { readDryRun, unfinishedDryRuns } from '#store/dry-runs/read.ts';
import { cancelDryRun } from '#store/dry-runs/write.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { deliveryRig } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';
import { journey } from '../core/support.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await deliveryRig(services);
const people: Awaited<ReturnType<typeof rig.contact>>[] = [];
for (let i = 0; i < 40; i++) {
  const domain = i % 4 === 0 ? 'oldmail.example' : 'clearlake.example';
  people.push(await rig.contact(`who${i}@${domain}`, i % 2 === 0 ? { medication: 'secretmed' } : {}));
}
await sql`insert into destinations (domain, assurance, best, details, measured_at) values
  ('clearlake.example', 'T2', 'T2', '{}', stepwell_now()), ('oldmail.example', 'T0', 'T0', '{}', stepwell_now())`;

const graph = journey(
  {
    who: [
      'branch',
      { paths: [{ id: 'on', label: '', filter: { attribute: 'medication', op: 'exists' } }] },
      { on: 'mail', otherwise: 'out' },
    ],
    mail: ['send-email', { template: 'Refill', purpose: 'treatment' }, { sent: 'listen' }],
    listen: [
      'wait-for-event',
      { event: { kind: 'open', step: 'mail' }, timeout: 'P5D' },
      { happened: 'goal', timeout: 'out' },
    ],
    goal: ['end', { reason: 'goal' }],
    out: ['end', {}],
  },
  { sender: 'Lakeview Clinic' },
);
const START = Date.UTC(2026, 5, 1, 15);

async function record(more: { graph?: Graph; opens?: number; onlyNew?: boolean } = {}): Promise<string> {
  const drawn = more.graph ?? graph;
  return createDryRun(sql, {
    journeyId: rig.journeyId,
    version: null,
    graph: drawn,
    audience: { all: [] },
    assumptions: assumptions.parse({ opens: more.opens ?? 0 }),
    onlyNew: more.onlyNew ?? false,
    startAt: START,
    by: null,
    total: 40,
  });
}

async function rehearse(more: Parameters<typeof record>[0] = {}) {
  const id = await record(more);
  await runDryRun(services, id, 7);
  return readDryRun(sql, id);
}

async function written(): Promise<unknown> {
  const [row] =
    await sql`select (select count(*) from enrollments)::int as enrollments, (select count(*) from visits)::int as visits,
    (select count(*) from messages)::int as messages, (select count(*) from events)::int as events,
    (select count(*) from step_counts)::int as counts, (select count(*) from segment_members)::int as members,
    (select count(*) from attempts)::int as attempts, (select count(*) from evidence)::int as evidence,
    (select count(*) from recipient_keys)::int as keys, (select count(*) from contacts)::int as contacts`;
  return row;
}

const as = (role: Role) =>
  createCaller(appRouter)({
    ...services,
    actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role },
  });

describe('a dry run', () => {
  it('counts where everyone ends and by which method their emails would go', async () => {
    const { state, examined, result } = await rehearse();
    expect({ state, examined }).toEqual({ state: 'done', examined: 40 });
    expect(result.entered).toBe(40);
    expect(result.steps['who']).toEqual({ entered: 40, here: 0, passed: { on: 20, otherwise: 20 }, exited: {} });
    expect(result.steps['listen']!.passed).toEqual({ timeout: 20 });
    expect(result.steps['out']!.exited).toEqual({ completed: 40 });
    expect(result.methods.toSorted((a, b) => (a.method < b.method ? -1 : 1))).toEqual([
      { step: 'mail', method: 'none', state: 'held', reason: 'NO_SAFE_METHOD', n: 10 },
      { step: 'mail', method: 'tls', state: 'sent', reason: 'TLS_T2', n: 10 },
    ]);
    for (const { entered, here, passed, exited } of Object.values(result.steps)) {
      const gone = [...Object.values(passed), ...Object.values(exited)].reduce((sum, n) => sum + n, 0);
      expect(entered).toBe(here + gone);
    }
  });

  it('touches nothing but its own row, and keeps only counts there', async () => {
    const before = await written();
    const { id } = await rehearse({ opens: 50 });
    expect(await written()).toEqual(before);
    const [row] = await sql`select row_to_json(d)::text as text from dry_runs d where id = ${id}`;
    for (const one of people) expect(row!['text']).not.toContain(one.email.split('@')[0]! + '@');
    expect(row!['text']).not.toContain('secretmed');
    expect(JSON.stringify((await readDryRun(sql, id)).result)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('comes out the same each time, and a higher rate only adds to who opens', async () => {
    const goals = async (opens: number) => (await rehearse({ opens })).result.steps['goal']?.exited['goal'] ?? 0;
    const [none, some, again, more, all] = [
      await goals(0),
      await goals(40),
      await goals(40),
      await goals(70),
      await goals(100),
    ];
    expect(none).toBe(0);
    expect(again).toBe(some);
    expect(more).toBeGreaterThanOrEqual(some);
    // Held emails are opened by nobody, whatever is supposed.
    expect(all).toBe(10);
  });

  it('killed between two batches it goes on where it was, and counts nobody twice', async () => {
    const whole = await rehearse({ opens: 40 });
    const id = await record({ opens: 40 });
    const dying = { ...services, db: { ...services.db, sql: failingAfter(3) } };
    await expect(runDryRun(dying, id, 7)).rejects.toThrow('killed');
    const half = await readDryRun(sql, id);
    expect(half.state).toBe('running');
    expect(half.examined).toBe(21);
    expect(await unfinishedDryRuns(sql)).toContain(id);
    await runDryRun(services, id, 7);
    const done = await readDryRun(sql, id);
    expect(done.examined).toBe(40);
    expect(done.result.steps).toEqual(whole.result.steps);
    expect(new Set(done.result.methods)).toEqual(new Set(whole.result.methods));
  });

  it('stops when it is cancelled, and keeps what it has counted', async () => {
    const id = await record();
    expect(await cancelDryRun(sql, id)).toBe(true);
    await runDryRun(services, id, 7);
    expect(await readDryRun(sql, id)).toMatchObject({ state: 'cancelled', examined: 0 });
    expect(await cancelDryRun(sql, id)).toBe(false);
  });

  it('leaves out who is in the journey already when asked to', async () => {
    const fresh = await countDryRun(services, graph, { all: [] });
    await enroll(sql, { journeyId: rig.journeyId, contacts: people.slice(0, 6) });
    const { result } = await rehearse({ onlyNew: true });
    expect(result.entered).toBe(fresh - 6);
    expect(result.left).toEqual({ already: 6, keyless: 0, unreadable: 0 });
  });

  it('counts a contact whose record cannot be opened, and walks the others', async () => {
    const broken = await rig.contact('broken@clearlake.example');
    await sql`update contacts set sealed = '\\x0001' where id = ${broken.id}`;
    const { result, state } = await rehearse();
    expect(state).toBe('done');
    expect(result.left.unreadable).toBe(1);
    expect(result.entered).toBe(40);
    await sql`delete from contacts where id = ${broken.id}`;
  });

  it('fails, saying why, for a rule nobody can understand: it is never everyone', async () => {
    const bad = structuredClone(graph);
    bad.steps[0]!.config = { paths: [{ id: 'on', label: '', filter: { segment: 'No such' } }] };
    expect(await rehearse({ graph: bad })).toMatchObject({ state: 'failed', problem: 'SEGMENT_INVALID' });
  });

  it('is begun by who may start journeys, watched by who may see results, and audited', async () => {
    const ask = { id: rig.journeyId, graph, filter: { attribute: 'medication', op: 'exists' } as const };
    for (const role of ['designer', 'manager', 'compliance'] as const)
      await expect(as(role).dryRuns.start(ask)).rejects.toThrow();
    const { dryRun, total } = await as('marketer').dryRuns.start(ask);
    expect(total).toBe(20);
    await runDryRun(services, dryRun);
    const [seen] = await as('manager').dryRuns.list({ id: rig.journeyId });
    expect(seen).toMatchObject({ id: dryRun, state: 'done', examined: 20 });
    const actions = await sql`select action from audit where subject = ${`journey:${rig.journeyId}`} order by seq`;
    expect(actions.map((row) => String(row['action']))).toContain('journey.dry-run');
  });
});

/** A connection that dies at the beginning of the batch after so many. */
function failingAfter(batches: number): typeof sql {
  let left = batches;
  return new Proxy(sql, {
    apply(target, self, args: unknown[]) {
      const [text] = args as [TemplateStringsArray];
      if (Array.isArray(text) && text.join('').includes("update dry_runs set state = 'running'") && left-- === 0)
        throw new Error('killed');
      return Reflect.apply(target, self, args) as unknown;
    },
  });
}
