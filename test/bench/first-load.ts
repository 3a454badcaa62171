import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from './bench.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist');
/** The budget, in kB (1,000 bytes) of gzipped JavaScript. */
const BUDGET_KB = 400;

/**
 * What a browser must have before the first page stands: the page's own script, what it names for preloading, and
 * everything those import at once, and the first room, which is the list of journeys. Editors, canvas and layout are
 * loaded when needed and do not count.
 */
export const bench: Bench = async ({ say }) => {
  const page = join(dist, 'index.html');
  if (!existsSync(page)) throw new Error('There is no built web app; run npm run build first.');
  const html = readFileSync(page, 'utf8');
  const waiting = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
  const firstRoom = readdirSync(join(dist, 'assets')).filter((file) => /^journeys-room-.*\.js$/.test(file));
  if (firstRoom.length !== 1) throw new Error('The built web app has no room of journeys.');
  waiting.push(`assets/${firstRoom[0]}`);
  const seen = new Map<string, number>();
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (seen.has(file)) continue;
    const code = readFileSync(join(dist, file));
    seen.set(file, gzipSync(code, { level: 9 }).length / 1000);
    for (const match of code.toString().matchAll(/(?:^|[;}\s])(?:import|export)[^'"();]*?["']\.\/([^"']+\.js)["']/g)) {
      waiting.push(`assets/${match[1]}`);
    }
  }
  for (const [file, kb] of [...seen].toSorted((a, b) => b[1] - a[1])) say(`${kb.toFixed(1).padStart(8)} kB  ${file}`);
  const firstLoadKb = [...seen.values()].reduce((sum, kb) => sum + kb, 0);
  if (seen.size === 0) throw new Error('The built page names no script.');
  return {
    ratio: Number((firstLoadKb / BUDGET_KB).toFixed(3)),
    n: seen.size,
    firstLoadKb: Number(firstLoadKb.toFixed(1)),
    against: `a budget of ${BUDGET_KB} kB of gzipped JavaScript; at most 1`,
  };
};
