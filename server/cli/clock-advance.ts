import { Failure } from '#core/failure.ts';
import { parseDuration } from '#core/time/duration.ts';
import { appendAudit } from '#store/audit/append.ts';
import { advanceClock } from '#store/clock/advance.ts';
import { ormWithin } from '#store/orm-within.ts';
import { print, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { withServices } from './with-services.ts';

/** clock:advance DURATION: moves a demo's or test's clock forward, such as P1D or PT6H. Refused anywhere else. */
export const clockAdvance: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'clock:advance DURATION (such as P1D)', given: [1, 1] });
  const { months, days, ms } = parseDuration(given[0]!);
  if (months > 0) throw new CommandError('Give weeks, days or hours: a month is not always as long.');
  const total = days * 86_400_000 + ms;
  if (total === 0) throw new CommandError('Give a duration of at least a second, such as PT1H.');
  return withServices(async ({ db, config }) => {
    if (!config.demo) throw new Failure('CLOCK_LOCKED');
    const now = await db.sql.begin(async (tx) => {
      const details = { ms: total };
      await appendAudit(ormWithin(tx), { actor: 'system', action: 'clock.advance', subject: 'clock', details });
      return advanceClock(tx, total);
    });
    const text = new Date(now).toISOString();
    print(flags.json, { now: text }, `It is now ${text}.`);
  });
};
