import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, script } from './installed.mjs';

/** What the web app is built from. */
const sources = ['client', 'server/core', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];

/** Builds the web app when there is none or its sources are newer. Answers the exit code. */
export async function ensureBuilt() {
  const page = join(root, 'dist', 'index.html');
  if (existsSync(page) && newest(sources.map((one) => join(root, one))) <= statSync(page).mtimeMs) return 0;
  process.stderr.write('Building the web app …\n');
  return run([script('vite'), 'build', '--logLevel', 'warn']);
}

function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const stat = statSync(path);
    latest = Math.max(latest, stat.mtimeMs);
    if (stat.isDirectory()) latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return latest;
}
