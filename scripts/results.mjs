import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './installed.mjs';

/** Where a run leaves its figures, for scripts/summary.mjs. Not kept in the repository. */
const folder = join(root, 'test', 'artefacts');
const file = (name) => join(folder, `${name}.json`);

/** Forgets what an earlier run of this name said, and gives the file the next one is to write. */
export function freshResult(name) {
  mkdirSync(folder, { recursive: true });
  rmSync(file(name), { force: true });
  return file(name);
}

export function writeResult(name, result) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(name), JSON.stringify(result));
}

/** Passed and failed of a run; one that left nothing behind counts as one failure. */
export function readResult(name) {
  try {
    const { passed, failed, numPassedTests, numFailedTests, success } = JSON.parse(readFileSync(file(name), 'utf8'));
    const counted = { passed: passed ?? numPassedTests ?? 0, failed: failed ?? numFailedTests ?? 0 };
    // A file that could not even be loaded fails no test of its own.
    if (success === false && counted.failed === 0) counted.failed = 1;
    return counted;
  } catch {
    return { passed: 0, failed: 1 };
  }
}
