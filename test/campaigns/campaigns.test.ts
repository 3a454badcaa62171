import { forecastAndFact } from '#api/dry-runs/compare.ts';
import { runDryRun } from '#server/rehearsal/dry-run.ts';
import { unfinishedDryRuns } from '#store/dry-runs/read.ts';
import { heldOf, notReached, reachedBy } from '#core/campaign/reach.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { CampaignPlan } from '#core/campaign/plan.ts';
import type { Role } from '#core/roles.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { makeRoutes } from '#engine/routes.ts';
import { tick } from '#engine/tick.ts';
import { startDelivery } from '#server/delivery/start.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { ensureList } from '#store/lists/create.ts';
import { addMembers } from '#store/lists/members.ts';
import { runStart } from '#store/starts/run.ts';
import { unfinishedStarts } from '#store/starts/unfinished.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { deliveryRig, settle } from '#test/support/delivery.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { mailTransport } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql, orm } = services.db;
const rig = await deliveryRig(services);
const world = openWalkWorld(services);
const routes = makeRoutes();

const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });
const { campaigns, journeys } = as('marketer');

let lists = 0;
/** A list of new people. */
async function audience(n: number, values: (i: number) => Record<string, AttributeValue> = () => ({})) {
  const name = `List ${++lists}`;
  const people = [];
  for (let i = 0; i < n; i++) people.push(await rig.contact(`p${lists}.n${i}@clearlake.example`, values(i)));
  const id = await ensureList(orm, { id: services.newId(), name });
  await addMembers(
    sql,
    id,
    people.map((one) => one.id),
  );
  return { list: name, id, people };
}

const plan = (name: string, list: string, more: Partial<CampaignPlan> = {}): CampaignPlan => ({
  name,
  audience: { list },
  template: 'Open house',
  sender: 'Lakeview Clinic',
  purpose: 'operations',
  when: { kind: 'now' },
  ...more,
});

/** What a restarted worker does: every start not done is taken up, then everyone due is walked. */
async function work(batch = 1000): Promise<void> {
  for (const start of await unfinishedStarts(sql)) await runStart(services, start, batch);
  for (;;) {
    const notes = await world.wakePending();
    const { claimed } = await tick(world, { limit: 1000, routes });
    if (claimed === 0 && notes === 0) return;
  }
}

const messagesOf = (id: string) =>
  sql<{ contactId: string; n: number }[]>`
    select contact_id as "contactId", count(*)::int as n from messages where journey_id = ${id} group by 1`;

describe('sending a campaign', () => {
  it('makes, publishes and starts it in one act, and each person of the audience gets exactly one email', async () => {
    const { list, people } = await audience(40);
    const { id, total } = await campaigns.send({ plan: plan('Once each', list) });
    expect(total).toBe(40);
    const [queued] = await sql`select 1 from stepwell_jobs.jobs where task_identifier = 'start-journey'`;
    expect(queued).toBeDefined();
    expect(await campaigns.get({ id })).toMatchObject({ state: 'sending', total: 40, entered: 0 });
    await work(7);
    const messages = await messagesOf(id);
    expect(new Set(messages.map((one) => one.contactId))).toEqual(new Set(people.map((one) => one.id)));
    expect(messages.every(({ n }) => n === 1)).toBe(true);
    expect(await campaigns.get({ id })).toMatchObject({ state: 'sending', entered: 40, waiting: 40 });
    const actions = await sql`select action from audit where subject = ${`journey:${id}`} order by seq`;
    expect(actions.map((one) => one['action'])).toEqual(['campaign.send']);
  });

  it('leaves nothing behind when it dies between publishing and starting', async () => {
    const { list } = await audience(3);
    await sql.unsafe(`
      create function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;
      create trigger die before insert on starts for each row execute function die();`);
    await expect(campaigns.send({ plan: plan('Killed', list) })).rejects.toThrow();
    await sql`drop trigger die on starts`;
    await sql`drop function die()`;
    const [left] = await sql`select 1 from journeys where name = 'Killed'`;
    expect(left).toBeUndefined();
    const { id } = await campaigns.send({ plan: plan('Killed', list) });
    await work();
    expect(await messagesOf(id)).toHaveLength(3);
  });

  it('goes on after a restart that lost its job or killed it half way, sending nothing twice', async () => {
    const { list } = await audience(50);
    const { id } = await campaigns.send({ plan: plan('Restarted', list) });
    await sql`delete from stepwell_jobs._private_jobs`;
    await sql.unsafe(`
      create function die() returns trigger language plpgsql as $$ begin
        if (select count(*) from enrollments where journey_id = new.journey_id) > 25 then raise exception 'killed'; end if;
        return new; end $$;
      create trigger die before insert on enrollments for each row execute function die();`);
    await expect(work(20)).rejects.toThrow('killed');
    await sql`drop trigger die on enrollments`;
    await sql`drop function die()`;
    await Promise.all([work(20), work(20)]);
    await work();
    const messages = await messagesOf(id);
    expect(messages).toHaveLength(50);
    expect(messages.every(({ n }) => n === 1)).toBe(true);
    expect(await campaigns.get({ id })).toMatchObject({ entered: 50 });
  });

  it('sent twice by the same name is refused the second time, and nothing more goes out', async () => {
    const { list } = await audience(4);
    const { id } = await campaigns.send({ plan: plan('Named', list) });
    expect((await failureOf(campaigns.send({ plan: plan('Named', list) }))).code).toBe('NAME_TAKEN');
    await work();
    expect(await messagesOf(id)).toHaveLength(4);
    const [count] = await sql<{ n: number }[]>`select count(*)::int as n from journeys where name = 'Named'`;
    expect(count?.n).toBe(1);
  });

  it('is refused as a whole with its findings when it could not be published', async () => {
    const { list } = await audience(1);
    const refused = await failureOf(campaigns.send({ plan: plan('Broken', list, { template: 'No such template' }) }));
    expect(refused.code).toBe('JOURNEY_HAS_ERRORS');
    expect(refused.details['findings']).toMatchObject([{ code: 'send.unknown-template' }]);
    const nowhere = await failureOf(campaigns.send({ plan: plan('Broken', 'No such list') }));
    expect(nowhere.code).toBe('SEGMENT_INVALID');
    const [left] = await sql`select 1 from journeys where name = 'Broken'`;
    expect(left).toBeUndefined();
  });

  it('is refused to roles that may only look', async () => {
    const { list } = await audience(1);
    for (const role of ['designer', 'manager', 'compliance'] as const) {
      expect((await failureOf(as(role).campaigns.send({ plan: plan(`By ${role}`, list) }))).code).toBe('FORBIDDEN');
      expect((await failureOf(as(role).campaigns.check({ plan: plan(`By ${role}`, list) }))).code).toBe('FORBIDDEN');
      expect((await as(role).campaigns.list()).length).toBeGreaterThan(0);
    }
  });

  it('is not mixed up with the journeys', async () => {
    const { list } = await audience(1);
    const { id } = await campaigns.send({ plan: plan('Apart', list) });
    expect((await journeys.list()).some((one) => one.id === id)).toBe(false);
    expect((await journeys.catalog()).journeys.some((one) => one.name === 'Apart')).toBe(false);
    expect((await campaigns.list())[0]).toMatchObject({ id, name: 'Apart', plan: { template: 'Open house' } });
    const own = await journeys.create({ graph: (await journeys.get({ id })).draft }).catch(() => null);
    expect(own).toBeNull();
    expect((await failureOf(campaigns.get({ id: rig.journeyId }))).code).toBe('NOT_FOUND');
  });
});

const tomorrow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('a scheduled campaign', () => {
  it('waits for its time where each person lives, and lets go of who has left the audience', async () => {
    const {
      list,
      id: listId,
      people,
    } = await audience(3, (i) => ({
      timezone: ['America/New_York', 'America/Chicago', 'America/Los_Angeles'][i]!,
    }));
    const at = `${tomorrow(2)}T09:00`;
    const { id } = await campaigns.send({ plan: plan('Later', list, { when: { kind: 'at', at, zone: 'contact' } }) });
    await work();
    const scheduled = await campaigns.get({ id });
    expect(scheduled).toMatchObject({ state: 'scheduled', waitingForTime: 3, waiting: 0 });
    expect(new Date(scheduled.nextAt!).toLocaleString('sv', { timeZone: 'America/New_York' })).toBe(
      `${tomorrow(2)} 09:00:00`,
    );
    const zones = await sql`select distinct due_at from enrollments where journey_id = ${id}`;
    expect(zones).toHaveLength(3);
    await sql`delete from list_members where list_id = ${listId} and contact_id = ${people[0]!.id}`;
    await world.advanceClock(scheduled.nextAt! - (await services.now()) + 60_000);
    await work();
    expect(await campaigns.get({ id })).toMatchObject({ state: 'sending', waitingForTime: 2, waiting: 1 });
    await world.advanceClock(4 * 3_600_000);
    await work();
    expect(await campaigns.get({ id })).toMatchObject({ waitingForTime: 0, waiting: 3 });
  });

  it('can be cancelled until then, and nobody gets it', async () => {
    const { list } = await audience(5);
    const at = `${tomorrow(9)}T09:00`;
    const { id } = await campaigns.send({
      plan: plan('Called off', list, { when: { kind: 'at', at, zone: 'America/Chicago' } }),
    });
    await work();
    await journeys.setState({ id, move: 'end' });
    await work();
    await world.advanceClock(20 * 86_400_000);
    await work();
    expect(await campaigns.get({ id })).toMatchObject({
      state: 'cancelled',
      entered: 5,
      waitingForTime: 0,
      waiting: 0,
    });
    expect(await messagesOf(id)).toEqual([]);
  });

  it('that is paused sends to nobody until it is resumed', async () => {
    const { list } = await audience(5);
    const { id } = await campaigns.send({ plan: plan('Held back', list) });
    await journeys.setState({ id, move: 'pause' });
    await work();
    expect(await campaigns.get({ id })).toMatchObject({ state: 'paused', waiting: 0 });
    expect(await messagesOf(id)).toEqual([]);
    await journeys.setState({ id, move: 'resume' });
    await work();
    expect(await messagesOf(id)).toHaveLength(5);
  });
});

describe('the check before sending', () => {
  it('counts who will not get it and why, who shares an address, and how the others would be reached', async () => {
    const { list, people, id: listId } = await audience(6, (i) => ({ medication: i === 0 ? null : 'Ibuprofen' }));
    const shared = await rig.contact('same@clearlake.example', { medication: 'x', external_id: 'one' });
    const twin = await rig.contact('p99@clearlake.example', { medication: 'x', external_id: 'two' });
    await sql`
      insert into contact_keys (kind, hash, lane, contact_id)
      select 'email:2', hash, ${twin.lane}, ${twin.id} from contact_keys where contact_id = ${shared.id} and kind = 'email'`;
    await addMembers(sql, listId, [shared.id]);
    await addSuppression(sql, suppressionHash(services.seal, people[1]!.email)!, 'all', 'test');
    await addSuppression(sql, suppressionHash(services.seal, people[2]!.email)!, 'commercial', 'test');
    const checked = await campaigns.check({ plan: plan('Checked', list, { template: 'Refill' }) });
    expect(checked).toMatchObject({ findings: [], nameTaken: false });
    expect(checked.reach).toMatchObject({
      matched: 7,
      done: true,
      assumed: 4,
      unreadable: 0,
      shared: 1,
    });
    const { reach } = checked;
    expect(notReached(reach!)).toEqual({
      'TEMPLATE_RENDER_FAILED:contact.medication': 1,
      SUPPRESSED: 1,
      SHARED_ADDRESS: 1,
    });
    expect([reachedBy(reach!), heldOf(reach!)]).toEqual([{ tls: 4 }, 2]);
    await sql`
      insert into destinations (domain, assurance, best, measured_at) values ('clearlake.example', 'T2', 'T2', now())`;
    const measured = await campaigns.check({ plan: plan('Checked', list, { template: 'Refill' }) });
    expect(measured.reach!.assumed).toBe(0);
    expect(reachedBy(measured.reach!)).toEqual({ tls: 4 });
    const marketing = await campaigns.check({
      plan: plan('Checked', list, { template: 'Refill', purpose: 'marketing' }),
    });
    expect(reachedBy(marketing.reach!)).toEqual({});
    expect(notReached(marketing.reach!)).toEqual({
      SUPPRESSED: 2,
      NO_AUTHORIZATION: 4,
      'TEMPLATE_RENDER_FAILED:contact.medication': 1,
    });
    await sql`delete from destinations`;
  });

  it('says what is wrong instead of counting when it could not be sent', async () => {
    const { list } = await audience(1);
    const checked = await campaigns.check({ plan: plan('Apart', list, { template: 'No such template' }) });
    expect(checked).toMatchObject({
      reach: null,
      nameTaken: true,
      findings: [{ code: 'send.unknown-template', severity: 'error' }],
    });
  });
});

describe('over real SMTP', () => {
  it('a campaign’s figures are what was delivered, by method, and what was not', async () => {
    const transport = await mailTransport(services);
    const { list, people, id: listId } = await audience(4);
    const others = [];
    for (const domain of ['pgpmail', 'smimemail', 'oldmail'])
      others.push(await rig.contact(`far.${domain}@${domain}.example`, { medication: 'Ibuprofen' }));
    await addMembers(
      sql,
      listId,
      others.map((one) => one.id),
    );
    await addSuppression(sql, suppressionHash(services.seal, people[0]!.email)!, 'all', 'test');
    const { id } = await campaigns.send({ plan: plan('Delivered', list) });
    await work();
    for (const one of await unfinishedDryRuns(sql)) await runDryRun(services, one);
    const delivery = await startDelivery(services, transport);
    afterAll(async () => {
      await delivery.stop();
    });
    const sent = await sql<{ id: string }[]>`select id from messages`;
    await settle(
      services,
      sent.map((one) => one.id),
    );
    const done = await campaigns.get({ id });
    expect(done).toMatchObject({
      state: 'sent',
      delivered: { tls: 3, pgp: 1, smime: 1 },
      failed: { SUPPRESSED: 1, NO_SAFE_METHOD: 1 },
      waiting: 0,
      opened: 0,
      clicked: 0,
    });
    // The forecast made as it began, against that: nobody had measured the domain that turned out to have no encryption.
    const { steps, assumed } = (await forecastAndFact(sql, id))!;
    expect(assumed).toBe(6);
    expect(Object.fromEntries(steps.map((one) => [one.outcome, [one.forecast, one.fact]]))).toEqual({
      tls: [4, 3],
      smime: [1, 1],
      pgp: [1, 1],
      none: [1, 1],
      hold: [0, 1],
    });
    expect(steps.find((one) => one.outcome === 'hold')?.reasons).toEqual([
      { reason: 'NO_SAFE_METHOD', forecast: 0, fact: 1 },
    ]);
    // The one who left the list while it waited was refused when their time came.
    const later = (await campaigns.list()).find((one) => one.name === 'Later');
    expect(later).toMatchObject({ state: 'sent', delivered: { tls: 2 }, failed: { GUARD: 1 } });
    const [arrived] = await sql`
      select (select count(*) from mailbox_mail) as mails, (select count(*) from messages where state = 'sent') as sent`;
    expect(arrived?.['mails']).toBe(arrived?.['sent']);
  }, 60_000);
});
