import { planLines } from '#core/graph/plan-words.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findJourney } from '#store/journeys/find.ts';
import { planDraft } from '#store/journeys/plan-draft.ts';
import { releasePins } from '#store/journeys/release-pins.ts';
import { print, readArguments } from './arguments.ts';
import { readChoices } from './choices.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

/** journey:plan ID: what publishing its draft would mean for the people in it. Changes nothing. */
export const journeyPlan: Command = async (args) => {
  const { given, flags, options } = readArguments(args, {
    usage: 'journey:plan ID [--choices FILE.json] [--pin]',
    given: [1, 1],
    flags: ['pin'],
    options: ['choices'],
  });
  const choices = readChoices(options.choices);
  return withServices(async ({ db }) => {
    const { id } = await findJourney(db.orm, given[0] ?? '');
    const planned = await planDraft(db.orm, { id, choices, pin: flags.pin === true });
    print(flags.json, planned, planLines(planned.plan).join('\n'));
  });
};

/** journey:release ID: lets people who stay on an older version follow the newest. */
export const journeyRelease: Command = async (args) => {
  const usage = 'journey:release ID [--from VERSION]';
  const { given, flags, options } = readArguments(args, { usage, given: [1, 1], options: ['from'] });
  const from = options.from === undefined ? undefined : Number(options.from);
  if (from !== undefined && (!Number.isInteger(from) || from < 1)) throw new CommandError(`Usage: ${usage}`);
  return withServices(async ({ db }) => {
    const { id, name } = await findJourney(db.orm, given[0] ?? '');
    const done = await db.orm.transaction(async (tx) => {
      const released = await releasePins(tx, { id, version: from });
      const details = { from: from ?? null, ...released };
      await appendAudit(tx, { actor: 'system', action: 'journey.release', subject: `journey:${id}`, details });
      return released;
    });
    const words =
      done.released === 0 ? 'nobody was kept on an older version' : 'everyone kept follows the newest version now';
    print(flags.json, { id, ...done }, `${name}: ${words}`);
  });
};
