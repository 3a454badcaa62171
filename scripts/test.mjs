import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './built.mjs';
import { ensureInstalled, root, run, script } from './installed.mjs';
import { freshResult, writeResult } from './results.mjs';

// npm test [-- FILTER …]: the unit tests; without a filter also the build of the web app and the test in a browser.
ensureInstalled();
const filters = process.argv.slice(2);
const vitest = (name, ...args) =>
  run([
    script('vitest'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${freshResult(name)}`,
    ...args,
  ]);

let failed = await vitest('unit', ...filters);
if (filters.length === 0) {
  freshResult('build');
  freshResult('e2e');
  const built = await ensureBuilt();
  writeResult('build', { passed: built === 0 ? 1 : 0, failed: built === 0 ? 0 : 1 });
  failed ||= built;
  if (built === 0 && existsSync(join(root, 'vitest.e2e.config.ts'))) {
    failed = (await vitest('e2e', '--config', 'vitest.e2e.config.ts')) || failed;
  }
}
process.exit(failed ? 1 : 0);
