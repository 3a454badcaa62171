import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { filterSchema } from '../segment/ast.ts';
import { checkFilter } from '../segment/check.ts';
import { defineStep } from './step.ts';

/** The outlet of those no path wanted. */
export const OTHERWISE = 'otherwise';

const config = z.strictObject({
  paths: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and -')
          .describe('Names the outlet.'),
        label: z.string().max(120).describe('Shown on the path; empty shows the condition in words.'),
        filter: filterSchema,
      }),
    )
    .max(50)
    .describe('Tried from the first to the last; the first that matches is taken.'),
});

export type BranchConfig = z.output<typeof config>;

export const branch = defineStep({
  type: 'branch',
  version: 1,
  title: 'Branch',
  help: 'Sends each contact down the first path whose condition they meet, the rest down “otherwise”.',
  config,
  defaults: { paths: [] },
  outlets: ({ paths }) => [
    ...paths.map(({ id, label }, i) => ({ id, label: label || `Path ${i + 1}` })),
    { id: OTHERWISE, label: 'Otherwise' },
  ],
  check: ({ paths }, { vocabulary }) => [
    ...(paths.length === 0 ? [NO_PATHS] : []),
    ...repeated(paths.map(({ id }) => id)),
    ...paths.flatMap(({ filter }, i) =>
      checkFilter(filter, vocabulary, { within: 'journey', field: `paths.${i}.filter` }),
    ),
  ],
  filters: ({ paths }) => paths.map(({ filter }) => filter),
  enter: ({ paths }, context) => {
    // Every path is evaluated even after one matched: an unknown name further down must not stay unnoticed.
    let taken: string | null = null;
    for (const path of paths) if (context.matches(path.filter)) taken ??= path.id;
    return { kind: 'go', outlet: taken ?? OTHERWISE };
  },
});

const NO_PATHS: Finding = {
  severity: 'error',
  code: 'branch.no-paths',
  message: 'Add a condition, or drop a segment filter here.',
  field: 'paths',
};

function repeated(ids: string[]): Finding[] {
  return ids.flatMap((id, i): Finding[] => {
    const field = `paths.${i}.id`;
    if (id === OTHERWISE)
      return [
        { severity: 'error', code: 'branch.reserved-id', message: 'A path cannot be called “otherwise”.', field },
      ];
    if (ids.indexOf(id) === i) return [];
    return [{ severity: 'error', code: 'branch.duplicate-path', message: `Two paths are called “${id}”.`, field }];
  });
}
