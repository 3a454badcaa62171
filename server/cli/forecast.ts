import { type ForecastAndFact, forecastAndFact } from '#api/dry-runs/compare.ts';
import { findJourney } from '#store/journeys/find.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { journeyDryRun } from './journey-dry-run.ts';
import { withServices } from './with-services.ts';

const usage = 'forecast ID [(--segment NAME | --list NAME)]';

/**
 * forecast ID: with an audience, how many of it would go by which method and why (the journey's live version, those who may
 * enter now); without, the newest forecast against what has happened since.
 */
export const forecast: Command = async (args) => {
  const { given, options, flags } = readArguments(args, { usage, given: [1, 1], options: ['segment', 'list'] });
  if (options.segment !== undefined || options.list !== undefined) return journeyDryRun([...args, '--only-new']);
  return withServices(async ({ db }) => {
    const { id, name } = await findJourney(db.orm, given[0] ?? '');
    const found = await forecastAndFact(db.sql, id);
    if (!found) throw new CommandError(`${name} has no forecast yet. Make one: ${usage}`);
    print(flags.json, { id, ...found }, words(name, found));
  });
};

function words(name: string, { since, assumed, steps }: ForecastAndFact): string {
  const lines = [`${name}: the forecast of ${new Date(since).toISOString()} and what has happened since`];
  lines.push(`  ${'step'.padEnd(28)} ${'outcome'.padEnd(8)} ${'forecast'.padStart(9)} ${'fact'.padStart(9)}`);
  for (const { step, outcome, forecast: then, fact, reasons } of steps) {
    lines.push(`  ${step.padEnd(28)} ${outcome.padEnd(8)} ${String(then).padStart(9)} ${String(fact).padStart(9)}`);
    for (const one of reasons)
      lines.push(
        `    ${(one.reason || '-').padEnd(35)} ${String(one.forecast).padStart(9)} ${String(one.fact).padStart(9)}`,
      );
  }
  if (assumed > 0) lines.push(`  ${assumed} emails of the forecast go to domains never measured`);
  return lines.join('\n');
}
