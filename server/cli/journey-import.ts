import { readJourneyFile } from '#core/graph/file.ts';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { importJourney } from '#store/journeys/import.ts';
import { print, readArguments, readJson } from './arguments.ts';
import { readChoices } from './choices.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'journey:import FILE.json [--publish [--choices FILE.json] [--pin]]';

/**
 * journey:import FILE.json [--publish]: a new journey, or the next draft of the one with this name. Published, everyone in
 * flight follows, those at steps that are gone as `--choices` says by step id; with `--pin` they stay on the version they are in.
 */
export const journeyImport: Command = async (args) => {
  const { given, flags, options } = readArguments(args, {
    usage,
    given: [1, 1],
    flags: ['publish', 'pin'],
    options: ['choices'],
  });
  if (!flags.publish && (flags.pin || options.choices !== undefined))
    throw new CommandError(`--choices and --pin say what publishing does: give --publish too. Usage: ${usage}`);
  const file = readJourneyFile(readJson(given[0] ?? ''));
  const publish = flags.publish ? { choices: readChoices(options.choices), pin: flags.pin === true } : null;
  return withServices(async ({ db, seal, newId }) => {
    const done = await importJourney(db.orm, { newId, file, publish });
    if (done.version !== null) await keepWatches({ db, seal }, ARMING_MS);
    const problems = done.findings.map((one) => `  ${one.severity} ${one.step ?? ''}: ${one.message}`);
    const what = done.version === null ? `draft ${done.revision}` : `published as version ${done.version}`;
    print(flags.json, { ...done, name: file.name }, [`${done.id} ${file.name}: ${what}`, ...problems].join('\n'));
  });
};
