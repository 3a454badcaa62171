import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, root, run, script } from './installed.mjs';

// npm run db:first: makes the first migration anew from db/schema and db/guards.sql. Only until the first release:
// after it a migration is never changed, and `npm run db:generate` adds one.
ensureInstalled();
const folder = join(root, 'db', 'migrations');
rmSync(folder, { recursive: true, force: true });
const code = await run([script('drizzle-kit'), 'generate', '--name', 'init']);
if (code !== 0) process.exit(code);
const guards = readFileSync(join(root, 'db', 'guards.sql'), 'utf8');
appendFileSync(join(folder, '0000_init.sql'), `\n--> statement-breakpoint\n${guards}`);
