import { beforeAll, describe, expect, it } from 'vitest';
import { seed } from '#db/seed/seed.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { listCampaigns } from '#store/campaigns/list.ts';
import { readCounts } from '#store/counts/read.ts';
import { findJourney } from '#store/journeys/find.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql, orm } = services.db;
const CONTACTS = 160;

async function figures() {
  const [row] = await sql<{ contacts: number; journeys: number; messages: number; mails: number; offset: number }[]>`
    select (select count(*) from contacts)::int as contacts, (select count(*) from journeys)::int as journeys,
      (select count(*) from messages)::int as messages, (select count(*) from mailbox_mail)::int as mails,
      (select offset_ms from demo_clock)::float8 as offset`;
  return row;
}

describe('the seed', () => {
  beforeAll(async () => {
    // Killed as soon as the journey's history begins.
    const stop = new AbortController();
    const say = (what: string) => {
      if (what.startsWith('weeks')) stop.abort();
    };
    await expect(seed(services, { contacts: CONTACTS, say, signal: stop.signal })).rejects.toThrow();
    const [clock] = await sql<{ behind: boolean }[]>`select offset_ms < 0 as behind from demo_clock`;
    expect(clock?.behind).toBe(true);
    expect(await seed(services, { contacts: CONTACTS })).toBe(true);
  }, 240_000);

  it('goes on where it was killed, and does nothing a second time', async () => {
    const once = await figures();
    expect(once).toMatchObject({ contacts: CONTACTS, journeys: 3, offset: 0 });
    expect(await seed(services, { contacts: CONTACTS })).toBe(false);
    expect(await figures()).toEqual(once);
  });

  it('leaves a journey mid-flight whose figures add up at every step', async () => {
    const { id } = await findJourney(orm, 'Appointment follow-up');
    const counts = await readCounts(sql, id);
    const here: number[] = [];
    for (const [step, at] of Object.entries(counts)) {
      const sum = (by: Record<string, number>) => Object.values(by).reduce((a, b) => a + b, 0);
      expect([step, at.here + sum(at.passed) + sum(at.exited)]).toEqual([step, at.entered]);
      here.push(at.here);
    }
    expect(Math.max(...here)).toBeGreaterThan(0);
    const [rows] = await sql<{ waiting: number; entered: number }[]>`
      select count(*) filter (where state in ('active', 'waiting'))::int as waiting, count(*)::int as entered
      from enrollments where journey_id = ${id}`;
    expect(rows?.entered).toBe(counts['trigger']?.entered);
    expect(rows?.waiting).toBe(here.reduce((a, b) => a + b, 0));
  });

  it('sent real mail by several methods, none of it twice, with evidence that holds', async () => {
    const rows = await sql<{ method: string; n: number }[]>`
      select method, count(*)::int as n from messages where state = 'sent' group by method`;
    expect(rows.map((row) => row.method)).toEqual(expect.arrayContaining(['tls', 'portal']));
    const sent = rows.reduce((sum, row) => sum + row.n, 0);
    expect((await figures())?.mails).toBe(sent);
    const verified = await verifyEvidence(scanEvidence(sql));
    expect(verified.problems).toEqual([]);
    expect(verified.rows).toBeGreaterThanOrEqual(2 * sent);
    const [late] = await sql<{ ahead: boolean }[]>`select coalesce(max(at) > now(), false) as ahead from events`;
    expect(late?.ahead).toBe(false);
  });

  it('sent one campaign, finished, whose people read it or did not', async () => {
    const [campaign, ...others] = await listCampaigns(sql);
    expect(others).toEqual([]);
    expect(campaign).toMatchObject({ name: 'Benefits for new members', state: 'sent', waiting: 0 });
    const arrived = Object.values(campaign!.delivered).reduce((a, b) => a + b, 0);
    expect(arrived).toBeGreaterThan(0);
    const not = Object.values(campaign!.failed).reduce((a, b) => a + b, 0);
    expect(arrived + not).toBe(campaign!.entered);
    expect(campaign!.entered).toBe(campaign!.total);
  });

  it('sent nothing above P0 in the clear', async () => {
    const rows = await sql`select domain from mailbox_mail where tls is null`;
    expect(rows).toEqual([]);
  });

  it('can be read in the mailbox, sealed mail opened with the demo keys', async () => {
    const mails = (await services.mailbox?.list({ limit: 100 })) ?? [];
    for (const method of ['tls', 'pgp', 'smime', 'portal'] as const) {
      const mail = mails.find((one) => one.method === method);
      if (!mail) continue;
      const opened = await services.mailbox?.open(mail.id);
      expect(opened?.subject).not.toBe('[...]');
      expect(opened?.html).toContain('Lakeview');
    }
    const recipient = mails[0]?.recipient ?? '';
    const found = await services.mailbox?.list({ limit: 100, search: recipient.slice(2, 12) });
    expect(found?.map((one) => one.recipient)).toContain(recipient);
    const elsewhere = await services.mailbox?.list({ limit: 100, domain: 'pgpmail.example' });
    expect(new Set(elsewhere?.map((one) => one.domain))).toEqual(new Set(['pgpmail.example']));
  });

  it('leaves an installation alone that someone already uses', async () => {
    await sql`delete from settings where key = 'seed'`;
    expect(await seed(services, { contacts: CONTACTS })).toBe(false);
  });
});
