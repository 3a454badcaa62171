import { z } from 'zod';
import { chanceOf } from '../chance.ts';
import type { Finding } from '../finding.ts';
import { defineStep, type StepContext } from './step.ts';

const config = z.strictObject({
  paths: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and -')
          .describe('Names the outlet, and is part of what decides who takes it: keep it when only the label changes.'),
        label: z.string().max(120).describe('Shown on the path; empty shows its letter.'),
        weight: z.number().min(0).max(100).describe('Percent of the contacts, to a tenth.'),
      }),
    )
    .max(20)
    .describe('Two or more; their weights make 100.'),
});

export type SplitPath = z.output<typeof config>['paths'][number];

export const split = defineStep({
  type: 'split',
  version: 1,
  title: 'Split',
  help: 'Sends random shares of the contacts down two or more paths, the same contact always down the same one.',
  config,
  defaults: {
    paths: [
      { id: 'a', label: '', weight: 50 },
      { id: 'b', label: '', weight: 50 },
    ],
  },
  outlets: ({ paths }) => paths.map((path) => ({ id: path.id, label: `${splitName(path)} ${path.weight} %` })),
  check: ({ paths }) => [...checkWeights(paths), ...repeated(paths.map(({ id }) => id))],
  enter: ({ paths }, context) => ({ kind: 'go', outlet: choose(paths, context), keep: true }),
});

/** What a path is called where it has no label. */
export function splitName({ id, label }: Pick<SplitPath, 'id' | 'label'>): string {
  return label || id.toUpperCase();
}

/** The sum of the weights, free of the small errors that adding tenths makes. */
export function totalWeight(paths: readonly Pick<SplitPath, 'weight'>[]): number {
  return Math.round(paths.reduce((sum, { weight }) => sum + weight, 0) * 1000) / 1000;
}

/**
 * Weighted rendezvous: each path draws a waiting time for this contact, the shorter the heavier it is, and the first
 * wins. So a share is its weight; and when weights change, or a path comes or goes, contacts move only towards paths
 * whose share grew against the one they leave. Who was here before (a loop) keeps the path they took while it exists.
 */
function choose(paths: readonly SplitPath[], context: StepContext): string {
  const { standing, node } = context;
  let first: { id: string; after: number } | null = null;
  for (const { id, weight } of paths) {
    if (context.took(id)) return id;
    const draw = -Math.log(chanceOf(standing.contactId, standing.journeyId, node.id, id)) / weight;
    if (weight > 0 && (first === null || draw < first.after)) first = { id, after: draw };
  }
  return first?.id ?? paths[0]?.id ?? 'a';
}

function checkWeights(paths: readonly SplitPath[]): Finding[] {
  const field = 'paths';
  if (paths.length < 2) return [error('split.too-few', 'A split needs at least two paths.', field)];
  const total = totalWeight(paths);
  const found: Finding[] = [];
  if (total !== 100) found.push(error('split.sum', `The shares make ${total} %; they must make 100 %.`, field));
  for (const [i, path] of paths.entries()) {
    const at = `paths.${i}.weight`;
    if (Math.abs(path.weight * 10 - Math.round(path.weight * 10)) > 1e-9)
      found.push(error('split.too-fine', 'A share is given to a tenth of a percent at most.', at));
    if (path.weight !== 0) continue;
    const message = `Nobody takes “${splitName(path)}” while its share is 0 %.`;
    found.push({ severity: 'hint', code: 'split.empty-path', message, field: at });
  }
  return found;
}

function repeated(ids: string[]): Finding[] {
  return ids.flatMap((id, i) =>
    ids.indexOf(id) === i ? [] : [error('split.duplicate-path', `Two paths are called “${id}”.`, `paths.${i}.id`)],
  );
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
