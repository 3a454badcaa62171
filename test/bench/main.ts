import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';

// npm run bench -- NAME [--n N]: runs test/bench/NAME.ts. The last line printed is one JSON object.
const { positionals, values } = parseArgs({ allowPositionals: true, options: { n: { type: 'string' } } });
const name = positionals[0] ?? '';
const file = join(import.meta.dirname, `${name}.ts`);
const n = values.n === undefined ? null : Number(values.n);

if (!/^[a-z-]+$/.test(name) || !existsSync(file)) {
  fail(`Name a benchmark: ${(await names()).join(', ')}.`);
} else if (n !== null && (!Number.isSafeInteger(n) || n < 1)) {
  fail('--n takes a whole number, 1 or more.');
} else {
  const found = await benchIn(file);
  if (!found) fail(`${name} is no benchmark: ${(await names()).join(', ')}.`);
  else {
    const result = await found({ n, say: (line) => void process.stdout.write(`${line}\n`) });
    process.stdout.write(`${JSON.stringify({ name, ...result })}\n`);
  }
}

async function benchIn(path: string): Promise<Bench | null> {
  const found = (await import(path)) as { bench?: Bench };
  return found.bench ?? null;
}

async function names(): Promise<string[]> {
  const files = readdirSync(import.meta.dirname).filter((one) => one.endsWith('.ts') && one !== 'main.ts');
  const benches = await Promise.all(
    files.map(async (one) => ((await benchIn(join(import.meta.dirname, one))) ? one.slice(0, -3) : null)),
  );
  return benches.filter((one) => one !== null);
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
