import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './installed.mjs';
import { readResult } from './results.mjs';

// node scripts/summary.mjs FAILED: the last line of .ci/run. FAILED is 1 when a command before it failed.
const runs = ['check', 'unit', 'build', ...(existsSync(join(root, 'vitest.e2e.config.ts')) ? ['e2e'] : [])];
let passed = 0;
let failed = 0;
for (const name of runs) {
  const result = readResult(name);
  passed += result.passed;
  failed += result.failed;
  process.stdout.write(`${name}: ${result.passed} passed, ${result.failed} failed\n`);
}
if (process.argv[2] !== '0' && failed === 0) failed = 1;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);
