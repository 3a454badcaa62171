import { describe, expect, it } from 'vitest';
import { testDatabase } from '#test/support/database.ts';

const { sql } = await testDatabase();

describe('the schema', () => {
  it('refuses to change or empty the audit log', async () => {
    await sql`insert into audit (seq, at, actor, action, subject, details, previous, hash) values (1, now(), 'system', 'x.y', 'x', '{}', '', '')`;
    await expect(sql`update audit set actor = 'nobody'`).rejects.toThrow('append-only');
    await expect(sql`delete from audit`).rejects.toThrow('append-only');
    await expect(sql`truncate audit`).rejects.toThrow('append-only');
    await expect(sql`truncate evidence`).rejects.toThrow('append-only');
  });

  it('adds the demo offset to the database clock', async () => {
    await sql`update demo_clock set offset_ms = 86400000`;
    const [row] = await sql<{ ahead: number }[]>`select extract(epoch from stepwell_now() - now())::int as ahead`;
    expect(row?.ahead).toBe(86_400);
  });
});
