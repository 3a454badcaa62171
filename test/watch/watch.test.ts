import { beforeAll, describe, expect, it } from 'vitest';
import type { AlertCode, Problem } from '#core/watch/alerts.ts';
import { appendAudit } from '#store/audit/append.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { takeBack } from '#store/enrollments/take-back.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { setState } from '#store/journeys/set-state.ts';
import { newId } from '#store/new-id.ts';
import { evidenceCheck } from '#store/watch/checks/chains.ts';
import { listAlerts } from '#store/watch/list-alerts.ts';
import { watch } from '#store/watch/run.ts';
import { beat } from '#store/workers/beat.ts';
import { DAY, chain, rig } from '#test/engine/rig.ts';

const world = await rig();
const { sql, db, people, publish, settle, pass } = world;
const hello = { id: 'hello', type: 'send-email', config: { template: 'Welcome' } };
const wait = { id: 'wait', type: 'wait-for-time', config: { mode: 'duration', duration: 'P1D' } };
const end = { id: 'done', type: 'end', config: {} };

const look = async () => {
  // The mail of this file is nobody's to send, and is not waited for.
  await sql`update messages set due_at = stepwell_now() + interval '300 days' where destination is null`;
  return watch(world, { thorough: true });
};
const found = async (code: AlertCode): Promise<Problem[]> => ((await look()) ?? []).filter((one) => one.code === code);

async function open(): Promise<string[]> {
  return (await listAlerts(sql, { resolved: 0 })).map(({ code }) => code);
}

/** Breaks something, sees it reported, once and again; mends it, and sees it gone. */
async function seen(
  code: AlertCode,
  { spoil, looks = 1, mend }: { spoil: () => Promise<unknown>; looks?: number; mend: () => Promise<unknown> },
): Promise<Problem[]> {
  expect(await found(code), 'before').toEqual([]);
  await spoil();
  let reported: Problem[] = [];
  for (let i = 0; i < looks; i++) reported = await found(code);
  expect(reported.length, 'while it is broken').toBeGreaterThan(0);
  const [first] = (await listAlerts(sql, { resolved: 0 })).filter((one) => one.code === code);
  await look();
  const [again] = (await listAlerts(sql, { resolved: 0 })).filter((one) => one.code === code);
  expect(again, 'one alert, seen again').toMatchObject({
    id: first!.id,
    seen: first!.seen + 1,
    firstSeen: first!.firstSeen,
  });
  await mend();
  expect(await found(code), 'once mended').toEqual([]);
  expect(await open()).not.toContain(code);
  const resolved = await listAlerts(sql, { resolved: 50 });
  expect(resolved.find(({ id }) => id === first!.id)!.resolvedAt).not.toBeNull();
  return reported;
}

let journey: string;
beforeAll(async () => {
  journey = await publish(chain('Watched', [hello, wait, end]));
  const who = await people(30);
  await enroll(sql, { journeyId: journey, contacts: who });
  await settle();
  await enroll(sql, { journeyId: journey, contacts: await people(5) });
  await settle();
});

describe('an installation in order', () => {
  it('raises nothing, whatever contacts do: enter, wait, end, are deleted', async () => {
    expect(await look()).toEqual([]);
    await pass(DAY + 1000);
    await settle();
    await enroll(sql, { journeyId: journey, contacts: await people(8) });
    await settle();
    const some = await sql<{ id: string }[]>`
      select distinct contact_id as id from enrollments where journey_id = ${journey} and state in ('waiting', 'completed') limit 12`;
    for (const { id } of some) await sql.begin((tx) => deleteContact(tx, id));
    expect(await look()).toEqual([]);
  });

  it('leaves two rounds of one minute to the first: the second does nothing', async () => {
    await sql`delete from watch_memory`;
    expect(await watch(world)).toEqual([]);
    const [before] = await sql`select ran_at from watch_memory where "check" = 'here'`;
    await watch(world);
    expect(await sql`select ran_at from watch_memory where "check" = 'here'`).toMatchObject([before]);
  });
});

describe('each invariant, broken on purpose', () => {
  it('counters that do not agree with who stands at a step', async () => {
    const [problem] = await seen('counts-differ', {
      spoil: () => sql`
        update step_counts set n = n + 3 where journey_id = ${journey} and step = 'wait' and measure = 'entered'
          and lane = (select min(lane) from step_counts where journey_id = ${journey} and step = 'wait' and measure = 'entered')`,
      mend: () => sql`
        update step_counts set n = n - 3 where journey_id = ${journey} and step = 'wait' and measure = 'entered'
          and lane = (select min(lane) from step_counts where journey_id = ${journey} and step = 'wait' and measure = 'entered')`,
    });
    expect(problem).toMatchObject({
      subject: `journey:${journey} step:wait here`,
      details: { measure: 'here', counted: Number(problem!.details['really']) + 3 },
    });
  });

  it('a visit that was never counted, and a counted one that never was', async () => {
    const kept: object[] = [];
    await seen('counts-differ', {
      spoil: async () => {
        const [gone] = await sql`
          delete from visits where (lane, contact_id, step) = (
            select lane, contact_id, step from visits where journey_id = ${journey} and step = 'hello' limit 1) returning *`;
        kept.push(gone!);
      },
      mend: async () => sql`insert into visits ${sql(kept as Record<string, string>[])}`,
    });
  });

  it('people who are due and whom nobody takes on, but not a backlog that is being worked off', async () => {
    const stuck = await publish(chain('Stuck', [wait, end]));
    await enroll(sql, { journeyId: stuck, contacts: await people(3) });
    await settle();
    await sql`update enrollments set due_at = stepwell_now() + interval '300 days' where journey_id = ${journey} and due_at is not null`;
    const [problem] = await seen('enrollments-stuck', {
      spoil: () => pass(DAY + 600_000),
      looks: 2,
      mend: () => settle(),
    });
    expect(problem).toMatchObject({ subject: `journey:${stuck}`, details: { people: 3, capped: 0 } });
    await enroll(sql, { journeyId: stuck, contacts: await people(4) });
    await settle();
    await pass(2 * DAY);
    for (let i = 0; i < 3; i++) {
      expect(await found('enrollments-stuck')).toEqual([]);
      await world.tick(1);
    }
    await settle();
    expect(await found('enrollments-stuck')).toEqual([]);
  });

  it('people who wait for nothing', async () => {
    const [one] = await sql<{ id: string }[]>`
      select id from enrollments where journey_id = ${journey} and state = 'waiting' limit 1`;
    const [before] = await sql<{ at: string }[]>`select due_at::text as at from enrollments where id = ${one!.id}`;
    const [problem] = await seen('wait-endless', {
      spoil: () => sql`update enrollments set due_at = null where id = ${one!.id}`,
      mend: () => sql`update enrollments set due_at = ${before!.at}::text::timestamptz where id = ${one!.id}`,
    });
    expect(problem).toMatchObject({ subject: `journey:${journey} step:wait`, details: { people: 1 } });
  });

  it('contacts set aside are listed with why, until they are taken back and go on', async () => {
    const poisoned = await publish(chain('Poisoned', [{ ...wait, id: 'rest' }, end]));
    const [sick, well] = await people(2);
    await enroll(sql, { journeyId: poisoned, contacts: [sick!, well!] });
    await settle();
    await sql`update enrollments set problem = 'BREAKER_OPEN' where contact_id = ${sick!.id}`;
    const [problem] = await seen('set-aside', {
      spoil: async () => {
        await pass(DAY + 1000);
        await settle();
      },
      mend: () => sql.begin((tx) => takeBack(tx, poisoned)),
    });
    expect(problem).toMatchObject({
      subject: `journey:${poisoned}`,
      details: { people: 1, problems: 'BREAKER_OPEN 1' },
    });
    await settle();
    expect(await sql`select state from enrollments where journey_id = ${poisoned}`).toEqual([
      { state: 'completed' },
      { state: 'completed' },
    ]);
    expect(await look()).toEqual([]);
  });

  it('messages in flight without a living lease', async () => {
    await seen('lease-lost', {
      spoil: () => sql`
        update messages set state = 'sealed', claimed_by = 'gone', lease_until = now() - interval '10 minutes'
        where id = (select id from messages where journey_id = ${journey} and state = 'queued' limit 1)`,
      mend: () =>
        sql`update messages set state = 'queued', claimed_by = null, lease_until = null where claimed_by = 'gone'`,
    });
  });

  it('a message that is neither finished nor under way', async () => {
    await seen('message-state', {
      spoil: () => sql`
        update messages set state = 'sent' where id = (select id from messages where journey_id = ${journey} and state = 'queued' limit 1)`,
      mend: () => sql`update messages set state = 'queued' where state = 'sent' and finished_at is null`,
    });
    await seen('message-state', {
      spoil: () => sql`
        update messages set state = 'lost' where id = (select id from messages where journey_id = ${journey} and state = 'queued' limit 1)`,
      mend: () => sql`update messages set state = 'queued' where state = 'lost'`,
    });
  });

  it('an outbox stuck behind one destination, told by a hash and not by its name', async () => {
    const [problem] = await seen('outbox-stuck', {
      spoil: () => sql`
        update messages set due_at = stepwell_now() - interval '1 hour', destination = '\\x0102030405060708'
        where id in (select id from messages where journey_id = ${journey} and state = 'queued' limit 3)`,
      looks: 2,
      mend: () => sql`update messages set due_at = stepwell_now() + interval '300 days', destination = null`,
    });
    expect(problem).toMatchObject({
      subject: 'destination:01020304',
      details: { messages: 3, destination: '01020304' },
    });
  });

  it('the chain of evidence: a changed record, a missing one, and one cut off the end', async () => {
    const row = (n: number) => ({
      lane: 3,
      contactId: newId(1),
      messageId: newId(1),
      attempt: n,
      record: { kind: 'outcome', n },
    });
    await sql.begin((tx) => appendEvidence(tx, [row(1), row(2)]));
    expect(await look()).toEqual([]);
    await sql.begin((tx) => appendEvidence(tx, [row(3), row(4)]));
    const unguarded = (work: () => Promise<unknown>) => async () => {
      await sql`alter table evidence disable trigger user`;
      await work();
      await sql`alter table evidence enable trigger user`;
    };
    const [changed] = await seen('evidence-broken', {
      spoil: unguarded(() => sql`update evidence set record = '{"kind":"outcome","n":33}' where lane = 3 and seq = 3`),
      mend: unguarded(() => sql`update evidence set record = '{"kind":"outcome","n":3}' where lane = 3 and seq = 3`),
    });
    expect(changed).toMatchObject({ subject: 'lane:3', details: { seq: 3, fault: 'hash' } });
    await sql`create table kept as select * from evidence where lane = 3 and seq = 4`;
    const [cut] = await seen('evidence-broken', {
      spoil: unguarded(() => sql`delete from evidence where lane = 3 and seq = 4`),
      mend: unguarded(() => sql`insert into evidence select * from kept`),
    });
    expect(cut).toMatchObject({ details: { seq: 4, fault: 'head' } });
  });

  it('evidence changed long after it was looked at, by the rounds of every minute alone', async () => {
    const minute = async () => {
      await sql`update watch_memory set ran_at = now() - interval '1 minute'`;
      return (await watch(world, { only: [evidenceCheck] }))!;
    };
    expect(await minute()).toEqual([]);
    await sql`alter table evidence disable trigger user`;
    await sql`update evidence set record = '{"kind":"outcome","n":22}' where lane = 3 and seq = 2`;
    let rounds = 0;
    while ((await minute()).length === 0) if (++rounds > 200) throw new Error('never found');
    await sql`update evidence set record = '{"kind":"outcome","n":2}' where lane = 3 and seq = 2`;
    await sql`alter table evidence enable trigger user`;
    expect(await minute()).toEqual([]);
  });

  it('the audit log’s chain', async () => {
    await appendAudit(db.orm, { actor: 'system', action: 'test.one', subject: 'test' });
    await look();
    await appendAudit(db.orm, { actor: 'system', action: 'test.two', subject: 'test' });
    const unguarded = (work: () => Promise<unknown>) => async () => {
      await sql`alter table audit disable trigger user`;
      await work();
      await sql`alter table audit enable trigger user`;
    };
    const [problem] = await seen('audit-broken', {
      spoil: unguarded(() => sql`update audit set action = 'test.three' where action = 'test.two'`),
      mend: unguarded(() => sql`update audit set action = 'test.two' where action = 'test.three'`),
    });
    expect(problem).toMatchObject({ details: { fault: 'hash' } });
  });

  it('a database clock that was set back', async () => {
    await look();
    const [problem] = await seen('clock-set-back', {
      spoil: () => sql`update demo_clock set offset_ms = offset_ms - 3600000`,
      mend: () => pass(3_601_000),
    });
    expect(Number(problem!.details['backMs'])).toBeGreaterThan(3_590_000);
  });

  it('a worker whose clock is off', async () => {
    const id = newId(1);
    const worker = { id, name: 'host:1', claimed: 0, p50: null, p99: null };
    await seen('worker-clock', {
      spoil: () => beat(sql, { ...worker, clock: Date.now() + 60_000 }),
      mend: () => beat(sql, { ...worker, clock: Date.now() }),
    });
  });

  it('a job that was given up', async () => {
    await seen('job-failed', {
      spoil: () =>
        sql`select stepwell_jobs.add_job('never', '{}', max_attempts => 1, job_key => 'x')`.then(
          () => sql`update stepwell_jobs._private_jobs set attempts = 1`,
        ),
      mend: () => sql`delete from stepwell_jobs._private_jobs`,
    });
  });

  it('changes that nobody passes on', async () => {
    const [someone] = await people(1);
    await seen('changes-unheard', {
      spoil: () => sql`
        insert into wakes (lane, contact_id, keys, at) values (${someone!.lane}, ${someone!.id}, '{filter}', stepwell_now() - interval '1 hour')`,
      mend: () => settle(),
    });
  });

  it('opens and clicks that nobody judges', async () => {
    const [someone] = await people(1);
    await seen('changes-unheard', {
      spoil: () => sql`
        insert into events (lane, contact_id, id, kind, at, human, judge_at)
        values (${someone!.lane}, ${someone!.id}, gen_random_uuid(), 'open', stepwell_now(), false, stepwell_now() - interval '1 hour')`,
      mend: () => settle(),
    });
  });

  it('a check that cannot be run is itself reported, and the others go on', async () => {
    const [problem] = await seen('check-failed', {
      spoil: () => sql`alter table wakes rename to wakes_gone`,
      mend: () => sql`alter table wakes_gone rename to wakes`,
    });
    expect(problem).toMatchObject({ subject: 'check:unheard', details: { problem: '42P01' } });
  });
});

describe('the breaker', () => {
  it('stops a journey that would send someone too much, says so at once, and goes on without them once a person resumes it', async () => {
    const mad = await publish(chain('Mad', [hello, wait, end]));
    const [again, other] = await people(2);
    await enroll(sql, { journeyId: mad, contacts: [again!, other!] });
    await settle();
    // A fault in the walk: it has forgotten that this one was sent the email, and counts the visit as another.
    await sql`
      update enrollments set step = 'trigger', visits = '{"hello":5}', state = 'active', due_at = stepwell_now(), waiting_for = '{}'
      where journey_id = ${mad} and contact_id = ${again!.id}`;
    await settle();
    expect(
      await sql`select count(*)::int as n from messages where journey_id = ${mad} and contact_id = ${again!.id}`,
    ).toEqual([{ n: 1 }]);
    expect(await sql`select state, paused_reason as reason from journeys where id = ${mad}`).toEqual([
      { state: 'paused', reason: 'BREAKER_OPEN' },
    ]);
    const alerts = await listAlerts(sql, { resolved: 0 });
    expect(alerts.find(({ journeyId }) => journeyId === mad)).toMatchObject({
      code: 'journey-stopped',
      journey: 'Mad',
      details: { reason: 'BREAKER_OPEN' },
    });
    expect(await sql`select actor, details from audit where subject = ${`journey:${mad}`}`).toEqual([
      { actor: 'system', details: { reason: 'BREAKER_OPEN' } },
    ]);
    // It does not go on by itself, whatever time passes.
    await pass(2 * DAY);
    await settle();
    expect(await sql`select state from journeys where id = ${mad}`).toEqual([{ state: 'paused' }]);
    await setState(db.orm, { id: mad, move: 'resume' });
    expect((await listAlerts(sql, { resolved: 0 })).filter(({ journeyId }) => journeyId === mad)).toEqual([]);
    await settle();
    const after = await sql`
      select contact_id as id, state, problem from enrollments where journey_id = ${mad} order by state`;
    expect(after).toEqual([
      { id: other!.id, state: 'completed', problem: null },
      { id: again!.id, state: 'failed', problem: 'BREAKER_OPEN' },
    ]);
    expect(
      await sql`select count(*)::int as n from messages where journey_id = ${mad} and contact_id = ${again!.id}`,
    ).toEqual([{ n: 1 }]);
  });
});
