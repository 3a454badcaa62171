import { appendAudit } from '#store/audit/append.ts';
import { findJourney } from '#store/journeys/find.ts';
import { countStart, createStart } from '#store/starts/create.ts';
import { readStart } from '#store/starts/read.ts';
import { runStart } from '#store/starts/run.ts';
import { transact } from '#store/transact.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'journey:start ID (--segment NAME | --list NAME)';

/** journey:start ID: enrolls a segment or list and says how many entered. Killed half-way, the server's worker goes on. */
export const journeyStart: Command = async (args) => {
  const { given, options, flags } = readArguments(args, { usage, given: [1, 1], options: ['segment', 'list'] });
  const { segment, list } = options;
  if ((segment === undefined) === (list === undefined)) throw new CommandError(`Usage: ${usage}`);
  const audience = segment === undefined ? { list: list ?? '' } : { segment };
  return withServices(async (services) => {
    const { db } = services;
    const { id: journeyId, name } = await findJourney(db.orm, given[0] ?? '');
    const total = await countStart(services, journeyId, audience);
    const start = await transact(db, async (tx) => {
      const made = await createStart(tx.sql, { journeyId, audience, total, by: null });
      await appendAudit(tx.orm, {
        actor: 'system',
        action: 'journey.start',
        subject: `journey:${journeyId}`,
        details: { start: made, total, audience },
      });
      return made;
    });
    await services.addJob('start-journey', { start }, `start:${start}`);
    await runStart(services, start);
    const done = await readStart(db.sql, start);
    const words = `${name}: ${done.enrolled} entered, ${done.examined - done.enrolled} were in it before (${done.state})`;
    print(flags.json, done, words);
  });
};
