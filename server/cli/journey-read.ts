import { journeyFileSchema } from '#core/graph/file-schema.ts';
import { readCounts } from '#store/counts/read.ts';
import { findJourney } from '#store/journeys/find.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { print, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { withServices } from './with-services.ts';

/** journey:export ID: the journey file: what is live, or with --draft (or before it was published) the draft. */
export const journeyExport: Command = async (args) => {
  const { given, flags } = readArguments(args, {
    usage: 'journey:export ID [--draft]',
    given: [1, 1],
    flags: ['draft'],
  });
  return withServices(async ({ db }) => {
    const journey = await getJourney(db.orm, (await findJourney(db.orm, given[0] ?? '')).id);
    const graph = drawnGraph(journey, flags.draft ? 'draft' : 'live');
    print(flags.json, graph, JSON.stringify(graph, null, 2));
  });
};

/** journey:counts ID: people per step: entered = here + passed + exited. */
export const journeyCounts: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'journey:counts ID', given: [1, 1] });
  return withServices(async ({ db }) => {
    const { id } = await findJourney(db.orm, given[0] ?? '');
    const counts = await readCounts(db.sql, id);
    const lines = Object.entries(counts).map(([step, at]) => {
      const by = (record: Record<string, number>) =>
        Object.entries(record)
          .map(([name, n]) => `${name} ${n}`)
          .join(', ') || '0';
      return `${step.padEnd(28)} entered ${at.entered}  here ${at.here}  passed ${by(at.passed)}  exited ${by(at.exited)}`;
    });
    print(flags.json, { id, steps: counts }, lines.join('\n') || 'Nobody has entered it.');
  });
};

/** journey:schema: JSON Schema of a journey file. Needs no installation. */
export const journeySchema: Command = async (args) => {
  const { flags } = readArguments(args, { usage: 'journey:schema', given: [0, 0] });
  const schema = journeyFileSchema();
  print(flags.json, schema, JSON.stringify(schema, null, 2));
  return 0;
};
