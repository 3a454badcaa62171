import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';

// npm run bench -- NAME [--n N]: runs test/bench/NAME.ts. The last line printed is one JSON object.
const { positionals, values } = parseArgs({ allowPositionals: true, options: { n: { type: 'string' } } });
const name = positionals[0] ?? '';
const n = values.n === undefined ? null : Number(values.n);

if (!names().includes(name)) fail(`Name a benchmark: ${names().join(', ')}.`);
else if (n !== null && (!Number.isSafeInteger(n) || n < 1)) fail('--n takes a whole number, 1 or more.');
else {
  const { bench } = (await import(join(import.meta.dirname, `${name}.ts`))) as { bench: Bench };
  const result = await bench({ n, say: (line) => void process.stdout.write(`${line}\n`) });
  process.stdout.write(`${JSON.stringify({ name, ...result })}\n`);
}

/** Files that say they are one: importing the others, to see, would run them. */
function names(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
    .filter((file) => readFileSync(join(import.meta.dirname, file), 'utf8').includes('export const bench: Bench ='))
    .map((file) => file.slice(0, -3));
}

function fail(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
