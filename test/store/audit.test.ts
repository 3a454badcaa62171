import { describe, expect, it } from 'vitest';
import { appendAudit } from '#store/audit/append.ts';
import { listAudit } from '#store/audit/list.ts';
import { verifyAudit } from '#store/audit/verify.ts';
import { testDatabase } from '#test/support/database.ts';

const { orm, sql } = await testDatabase();
const note = (n: number) =>
  appendAudit(orm, {
    actor: 'system',
    action: n % 2 ? 'test.odd' : 'testing.even',
    subject: `thing:${n}`,
    details: { n, z: 'é', a: null },
  });

describe('the audit log', () => {
  it('stays one chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => note(n)));
    expect(await verifyAudit(orm)).toMatchObject({ ok: true, checked: 40 });
  });

  it('is read backwards a page at a time, filtered by noun, whole action, actor or subject', async () => {
    const first = await listAudit(orm, {}, { limit: 15 });
    expect(first.map((one) => one.seq)).toEqual(Array.from({ length: 15 }, (_, i) => 40 - i));
    const second = await listAudit(orm, {}, { before: first.at(-1)!.seq, limit: 15 });
    expect(second[0]?.seq).toBe(25);
    // `test` is the noun; `testing` only begins with it.
    expect(await listAudit(orm, { action: 'test' }, { limit: 100 })).toHaveLength(20);
    expect(await listAudit(orm, { action: 'testing.even' }, { limit: 100 })).toHaveLength(20);
    expect(await listAudit(orm, { subject: 'thing:7' }, { limit: 100 })).toHaveLength(1);
    expect(await listAudit(orm, { actor: 'user:1' }, { limit: 100 })).toEqual([]);
    expect(await listAudit(orm, { action: '%' }, { limit: 100 })).toEqual([]);
  });

  it('shows where it was tampered with: a changed entry, a missing one, one put in between', async () => {
    await sql`alter table audit disable trigger audit_append_only`;
    const [before] = await sql`select * from audit where seq = 20`;
    await sql`update audit set actor = 'user:someone-else' where seq = 20`;
    expect(await verifyAudit(orm)).toMatchObject({ ok: false, checked: 19, brokenAt: 20, fault: 'content' });
    await sql`update audit set actor = ${before!['actor'] as string} where seq = 20`;
    expect(await verifyAudit(orm)).toMatchObject({ ok: true });
    await sql`update audit set previous = hash where seq = 30`;
    expect(await verifyAudit(orm)).toMatchObject({ ok: false, brokenAt: 30, fault: 'order' });
    await sql`delete from audit where seq = 10`;
    expect(await verifyAudit(orm)).toMatchObject({ ok: false, brokenAt: 11, fault: 'missing' });
  });
});
