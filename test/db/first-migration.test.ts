import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the first migration makes exactly what the schema says, and the guards', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'export']);
  const migration = await readFile('db/migrations/0000_init.sql', 'utf8');
  const guards = await readFile('db/guards.sql', 'utf8');
  expect(migration.endsWith(guards), 'db/guards.sql changed: run npm run db:first').toBe(true);
  const made = migration.slice(0, -guards.length);
  expect(statements(made), 'db/schema changed: run npm run db:first').toEqual(statements(stdout));
});

function statements(sql: string): string[] {
  return sql
    .replaceAll('--> statement-breakpoint', '')
    .split(/;\s*\n/)
    .map((one) => one.trim().replace(/;$/, ''))
    .filter(Boolean)
    .toSorted();
}
