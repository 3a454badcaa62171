import { readJourneyFile } from '#core/graph/file.ts';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { importJourney } from '#store/journeys/import.ts';
import { print, readArguments, readJson } from './arguments.ts';
import type { Command } from './command.ts';
import { withServices } from './with-services.ts';

/** journey:import FILE.json [--publish]: a new journey, or the next draft of the one with this name. */
export const journeyImport: Command = async (args) => {
  const { given, flags } = readArguments(args, {
    usage: 'journey:import FILE.json [--publish]',
    given: [1, 1],
    flags: ['publish'],
  });
  const file = readJourneyFile(readJson(given[0] ?? ''));
  return withServices(async ({ db, seal, newId }) => {
    const done = await importJourney(db.orm, { newId, file, publish: flags.publish === true });
    if (done.version !== null) await keepWatches({ db, seal }, ARMING_MS);
    const problems = done.findings.map((one) => `  ${one.severity} ${one.step ?? ''}: ${one.message}`);
    const what = done.version === null ? `draft ${done.revision}` : `published as version ${done.version}`;
    print(flags.json, { ...done, name: file.name }, [`${done.id} ${file.name}: ${what}`, ...problems].join('\n'));
  });
};
