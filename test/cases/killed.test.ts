import { describe, expect, it } from 'vitest';
import { actionsFor } from '#core/cases/machine.ts';
import { confirmAddress } from '#store/cases/confirm-address.ts';
import { resendMessage } from '#store/cases/resend.ts';
import { decideDoubt } from '#store/messages/decide-doubt.ts';
import { verifyAudit } from '#store/audit/verify.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { isAway } from '#store/is-away.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import type { Recipient } from '#test/support/delivery.ts';
import { caseRig, DAY } from './rig.ts';

const rig = await caseRig();
const { services, sql, people, publish, act, actor, casesOf, walk, pass, delivery } = rig;

/** Everything a case and its messages are written to. */
const TABLES = [
  'enrollments',
  'visits',
  'messages',
  'attempts',
  'evidence',
  'events',
  'cases',
  'case_log',
  'contacts',
  'contact_keys',
  'suppressions',
  'portal_messages',
  'audit',
  'wakes',
  'step_counts',
];

// One fault at the Nth writing statement, counted where a rollback does not reach. The connection says it was shut down, as
// it does when the process or the database is killed between two effects.
await sql`create sequence written`;
await sql`create table sabotage (at bigint not null)`;
await sql`insert into sabotage values (0)`;
await sql.unsafe(`create function sabotage() returns trigger language plpgsql as $$ begin
  if nextval('written') = (select at from sabotage) then raise exception 'killed' using errcode = '57P01'; end if;
  return null; end $$`);
for (const table of TABLES)
  await sql.unsafe(
    `create trigger aa_sabotage before insert or update or delete on ${table} for each statement execute function sabotage()`,
  );

async function killAt(n: number): Promise<void> {
  await sql`select setval('written', 1, false)`;
  await sql`update sabotage set at = ${n}`;
}
async function written(): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select last_value::int as n from written`;
  return row!.n;
}

/** What was killed is done again by whoever comes next. */
async function live(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAway(error)) throw error;
  }
}

/** What people do: whatever the case asks for next, and a message in doubt is looked up with the receiving server. */
async function work(contact: Recipient, moved: string): Promise<void> {
  const doubtful = (await rig.messagesOf(contact)).find((mail) => mail.state === 'in_doubt');
  if (doubtful) {
    await pass(3 * DAY);
    const arrived = doubtful.resendOf !== null && (await rig.mailsTo(moved)) > 0;
    await live(() =>
      act(({ sql: tx }) => decideDoubt(tx, { id: doubtful.id, verdict: arrived ? 'arrived' : 'not-arrived', actor })),
    );
  }
  const [one] = await casesOf(contact);
  const next = one && actionsFor(one.state)[0];
  if (next === 'confirm-address')
    await live(() =>
      act(({ sql: tx }) =>
        confirmAddress(tx, services, { id: one!.id, actor, channel: 'phone', address: moved, note: 'Called' }),
      ),
    );
  if (next === 'resend') await live(() => act(({ sql: tx }) => resendMessage(tx, services, { id: one!.id, actor })));
}

async function story(n: number): Promise<{ statements: number; rounds: number }> {
  const contact = await people.contact(`no-such-kill${n}@clearlake.example`);
  const moved = `ada.killed${n}@clearlake.example`;
  const journey = await publish({});
  await sql`insert into enrollments (lane, contact_id, id, journey_id, due_at, entered_at)
    values (${contact.lane}, ${contact.id}, ${services.newId()}, ${journey}, stepwell_now(), stepwell_now())`;
  await killAt(n);
  for (let rounds = 1; rounds < 40; rounds++) {
    await live(walk);
    await live(() => delivery.run());
    await live(walk);
    await work(contact, moved);
    const [row] = await sql<{ step: string; state: string }[]>`
      select step, state from enrollments where contact_id = ${contact.id}`;
    if (row!.state !== 'waiting' && row!.state !== 'active') {
      const statements = await written();
      await killAt(0);
      expect(row).toEqual({ step: 'again', state: 'completed' });
      const found = await casesOf(contact);
      expect(found).toMatchObject([{ state: 'closed', outcome: 'resolved' }]);
      const mails = await rig.messagesOf(contact);
      expect(mails.filter((mail) => mail.resendOf === null)).toHaveLength(1);
      expect(mails.filter((mail) => mail.resendOf !== null)).toMatchObject([{ state: 'sent' }]);
      expect(await rig.mailsTo(moved)).toBe(1);
      const log = await sql<{ action: string }[]>`
        select action from case_log where contact_id = ${contact.id} order by n`;
      expect(log.map((one) => one.action)).toEqual([
        'open',
        'confirm-address',
        'resend',
        'resend-delivered',
        'watch-over',
      ]);
      const opened =
        await sql`select 1 from audit where action = 'case.open' and details::text like ${`%${found[0]!.id}%`}`;
      expect(opened).toHaveLength(1);
      return { statements, rounds };
    }
    await pass(3 * DAY);
  }
  throw new Error(`Killed at statement ${n}, the contact never got on.`);
}

describe('killed between any two effects', () => {
  it('there is one case, one resend, one mail, and the contact goes on', { timeout: 300_000 }, async () => {
    const whole = await story(1_000_000);
    expect(whole.statements).toBeGreaterThan(30);
    let faults = 0;
    for (let n = 1; n <= whole.statements; n++) {
      const { statements } = await story(n);
      if (statements >= n) faults++;
    }
    // Each of the statements was the last one before a kill once.
    expect(faults).toBe(whole.statements);
    expect((await verifyEvidence(scanEvidence(sql))).problems).toEqual([]);
    expect(await verifyAudit(services.db.orm)).toMatchObject({ ok: true });
  });
});
