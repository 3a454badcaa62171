import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, faults } from './faults.ts';
import { mutants } from './mutants.ts';
import { simulateSeed } from './run.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the simulation', () => {
  it('finds nothing wrong in three hundred lives, with kills between any two effects', async () => {
    const sum = { moves: 0, kills: 0 };
    for (let seed = 1; seed <= 300; seed++) {
      const { moves, kills } = await simulateSeed(seed);
      sum.moves += moves;
      sum.kills += kills;
    }
    expect(sum.moves).toBeGreaterThan(1_000);
    expect(sum.kills).toBeGreaterThan(1_000);
  });

  it('lives the same life again for the same seed', async () => {
    for (const seed of [3, 44, 205]) expect(await simulateSeed(seed)).toEqual(await simulateSeed(seed));
  });

  it.each(Object.keys(faults) as Fault[])('finds the fault planted in the stores: %s', async (fault) => {
    expect(await firstFailing(fault, 4_000)).toMatch(/^seed \d+: Violation: /);
  });
});

describe('a mutant of the engine', () => {
  let copy = '';
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'stepwell-mutant-'));
    for (const part of ['package.json', 'server/core', 'server/engine', 'test/simulation', 'test/support/random.ts'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(mutants)('is found: $name', { timeout: 120_000 }, async ({ file, from, to }) => {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    expect(text.split(from)).toHaveLength(2);
    writeFileSync(path, text.replace(from, to));
    try {
      const { code, out } = await simulate(['--seeds', '2000', '--most', '1']);
      expect(code).toBe(1);
      expect(JSON.parse(out)).toMatchObject({ failed: [expect.any(Number)] });
    } finally {
      writeFileSync(path, text);
    }
  });

  it('is told from the engine as it is, which passes', { timeout: 120_000 }, async () => {
    expect((await simulate(['--seeds', '50'])).code).toBe(0);
  });

  function simulate(args: string[]): Promise<{ code: number | null; out: string }> {
    const main = join(copy, 'test/simulation/main.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { cwd: copy });
    let out = '';
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    return new Promise((done) => child.once('close', (code) => done({ code, out })));
  }
});

/** What the first seed that fails says. */
async function firstFailing(fault: Fault, most: number): Promise<string> {
  for (let seed = 1; seed <= most; seed++) {
    try {
      await simulateSeed(seed, fault);
    } catch (error) {
      return error instanceof Error ? error.message : 'not an error';
    }
  }
  return 'none';
}
