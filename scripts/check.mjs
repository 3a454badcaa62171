import { ensureInstalled, run, script } from './installed.mjs';
import { freshResult, writeResult } from './results.mjs';

ensureInstalled();
freshResult('check');
const steps = [
  ['format', script('oxfmt'), '--check', '.'],
  ['lint', script('oxlint'), '--type-aware', '--deny-warnings'],
  ['types', script('typescript', 'tsc'), '-p', '.'],
  ['boundaries', script('vitest'), 'run', '--config', 'vitest.boundary.config.ts'],
  ['unused code', script('knip')],
];
let failed = 0;
for (const [name, ...args] of steps) {
  process.stdout.write(`\n— ${name}\n`);
  if ((await run(args)) !== 0) {
    failed++;
    process.stdout.write(`${name}: failed\n`);
  }
}
writeResult('check', { passed: steps.length - failed, failed });
process.exit(failed ? 1 : 0);
