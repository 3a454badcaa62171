import { describe, expect, it } from 'vitest';
import { findingKey } from '#core/finding.ts';
import { findingsOf } from '#core/graph/findings.ts';
import { mulberry32 } from '../rehearsal/people.ts';
import { world as testWorld } from '../core/steps/support.ts';
import { type Mutant, faults } from './faults.ts';
import { generated } from './generated.ts';
import { type Original, originals } from './originals.ts';

const NOW = Date.UTC(2026, 5, 1, 15, 0);
const GENERATED = 40;
/** Mutants of one kind from one journey: enough to try every sort of place, not every place. */
const MOST = Number(process.env['PROVE_MUTANTS'] ?? 2);
const SEED = 4711;

const random = mulberry32(SEED);
const world = {
  ...testWorld,
  templates: new Map([
    ...testWorld.templates,
    ['Letter', { links: ['Portal'], fields: ['first_name'], phi: 'P1', findings: 0 }],
  ]),
};
const all: Original[] = [
  ...(await originals()),
  ...Array.from({ length: GENERATED }, () => ({ graph: generated(random), world, from: 'generated' })),
];

describe('the prover', () => {
  it('raises no alarm over a journey that is right', () => {
    const alarms = all.flatMap(({ graph, world: known, from }) =>
      findingsOf(graph, known, NOW)
        .filter(({ severity, code }) => severity !== 'hint' && code.startsWith('prove.'))
        .map(({ code, step, message }) => `${from} “${graph.name}” ${step ?? ''} ${code}: ${message}`),
    );
    expect(all.length).toBeGreaterThan(40);
    expect(alarms).toEqual([]);
  });

  it('finds 95 of 100 planted faults, of every kind', { timeout: 180_000 }, () => {
    const table: Record<string, Row> = {};
    const missed: string[] = [];
    for (const [kind, plant] of Object.entries(faults)) {
      const row = (table[kind] = { planted: 0, found: 0, example: 0 });
      for (const { graph, world: known, from } of all) {
        const before = new Set(findingsOf(graph, known, NOW).map(findingKey));
        for (const mutant of some(plant(graph, known))) {
          row.planted++;
          const told = findingsOf(mutant.graph, known, NOW).find(
            (one) =>
              mutant.codes.includes(one.code) &&
              (mutant.at.length === 0 || mutant.at.includes(one.step ?? '')) &&
              !before.has(findingKey(one)),
          );
          if (told) row.found++;
          else if (missed.length < 40) missed.push(`${kind}: ${from} “${graph.name}” at ${mutant.at.join()}`);
          if (told?.example) row.example++;
        }
      }
    }
    const sum = (of: 'planted' | 'found') => Object.values(table).reduce((n, row) => n + row[of], 0);
    process.stdout.write(`${tableOf(table)}\nfound ${sum('found')} of ${sum('planted')} planted faults\n`);
    if (missed.length > 0) process.stdout.write(`missed:\n${missed.join('\n')}\n`);
    expect(Object.keys(table).length).toBeGreaterThanOrEqual(12);
    expect(sum('planted')).toBeGreaterThan(500);
    for (const [kind, row] of Object.entries(table)) {
      expect(row.planted, kind).toBeGreaterThan(0);
      expect(row.found / row.planted, kind).toBeGreaterThanOrEqual(0.9);
    }
    expect(sum('found') / sum('planted')).toBeGreaterThanOrEqual(0.95);
  });
});

interface Row {
  planted: number;
  found: number;
  /** Of those found, the ones that came with somebody who was seen to show it. */
  example: number;
}

function tableOf(table: Readonly<Record<string, Row>>): string {
  const line = (kind: string, ...cells: unknown[]) =>
    [kind.padEnd(44), ...cells.map((one) => String(one).padStart(8))].join('');
  const rows = Object.entries(table).map(([kind, { planted, found, example }]) => line(kind, planted, found, example));
  return [line('kind', 'planted', 'found', 'example'), ...rows].join('\n');
}

function some(mutants: readonly Mutant[]): Mutant[] {
  const places = [...mutants];
  const chosen: Mutant[] = [];
  while (chosen.length < MOST && places.length > 0)
    chosen.push(...places.splice(Math.floor(random() * places.length), 1));
  return chosen;
}
