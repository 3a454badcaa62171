import { alertKinds } from '#core/watch/alerts.ts';
import { alertWords } from '#core/watch/words.ts';
import { listAlerts } from '#store/watch/list-alerts.ts';
import { watch } from '#store/watch/run.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

/** watch:run: every invariant checked over everything. Exit 1 while one of them does not hold. */
export const watchRun: Command = async (args) => {
  const { flags } = readArguments(args, { usage: 'watch:run', given: [0, 0] });
  let errors = 0;
  const code = await withServices(async ({ db, log }) => {
    if ((await watch({ db, log }, { thorough: true })) === null)
      throw new CommandError('A round is under way already; try again in a moment.');
    const open = await listAlerts(db.sql, { resolved: 0 });
    errors = open.filter(({ code }) => alertKinds[code].severity === 'error').length;
    const lines = open.map((one) => {
      const { severity, title } = alertKinds[one.code];
      const about = [one.journey ?? one.subject, one.stepName ?? one.step].filter(Boolean).join(' · ');
      return `${severity.toUpperCase()}  ${title} (${about}): ${alertWords(one.code, one.details)}`;
    });
    print(flags.json, open, lines.join('\n') || 'Everything holds.');
  });
  return code === 0 && errors > 0 ? 1 : code;
};
