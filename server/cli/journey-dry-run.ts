import { Failure } from '#core/failure.ts';
import { prepare } from '#core/graph/prepare.ts';
import { assumptions } from '#core/run/assume.ts';
import type { DryRun } from '#store/dry-runs/read.ts';
import { runDryRun } from '#server/rehearsal/dry-run.ts';
import { appendAudit } from '#store/audit/append.ts';
import { countDryRun, createDryRun } from '#store/dry-runs/create.ts';
import { readDryRun } from '#store/dry-runs/read.ts';
import { findJourney } from '#store/journeys/find.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { transact } from '#store/transact.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage =
  'journey:dry-run ID (--segment NAME | --list NAME) [--draft] [--at TIME] [--opens PERCENT] [--clicks PERCENT] [--only-new]';

/** journey:dry-run ID: rehearses a whole segment or list on a virtual clock: how many end where, and by which method. */
export const journeyDryRun: Command = async (args) => {
  const { given, options, flags } = readArguments(args, {
    usage,
    given: [1, 1],
    options: ['segment', 'list', 'at', 'opens', 'clicks'],
    flags: ['draft', 'only-new'],
  });
  const { segment, list } = options;
  if ((segment === undefined) === (list === undefined)) throw new CommandError(`Usage: ${usage}`);
  const audience = segment === undefined ? { list: list ?? '' } : { segment };
  const supposed = assumptions.safeParse({ opens: Number(options.opens ?? 0), clicks: Number(options.clicks ?? 0) });
  if (!supposed.success) throw new CommandError('--opens and --clicks are percents, from 0 to 100.');
  const at = options.at === undefined ? null : Date.parse(options.at);
  if (at !== null && Number.isNaN(at)) throw new CommandError('--at must be a time such as 2026-11-01T09:00:00Z.');
  return withServices(async (services) => {
    const { db } = services;
    const journey = await getJourney(db.orm, (await findJourney(db.orm, given[0] ?? '')).id);
    const { id, name, live } = journey;
    if (!flags.draft && !live) throw new Failure('JOURNEY_NOT_PUBLISHED', { journey: id });
    const graph = drawnGraph(journey, flags.draft ? 'draft' : 'live');
    prepare(graph);
    const total = await countDryRun(services, graph, audience);
    const startAt = at ?? (await services.now());
    const dryRun = await transact(db, async (tx) => {
      const made = await createDryRun(tx.sql, {
        journeyId: id,
        version: flags.draft || !live ? null : live.version,
        graph,
        audience,
        assumptions: supposed.data,
        onlyNew: flags['only-new'] ?? false,
        startAt,
        total,
        by: null,
      });
      await appendAudit(tx.orm, {
        actor: 'system',
        action: 'journey.dry-run',
        subject: `journey:${id}`,
        details: { dryRun: made, total, audience },
      });
      return made;
    });
    await runDryRun(services, dryRun);
    const done = await readDryRun(db.sql, dryRun);
    print(flags.json, done, words(name, done));
  });
};

function words(name: string, { state, problem, examined, result }: DryRun): string {
  const lines = [`${name}: ${result.entered} of ${examined} walked (${state}${problem ? `: ${problem}` : ''})`];
  for (const [step, { entered, here, exited }] of Object.entries(result.steps)) {
    const out = Object.entries(exited).map(([reason, n]) => `${reason} ${n}`);
    if (here > 0) out.push(`stay ${here}`);
    lines.push(`  ${step.padEnd(28)} ${String(entered).padStart(9)}  ${out.join(', ')}`);
  }
  for (const { step, method, state: to, reason, n } of result.methods)
    lines.push(`  ${step.padEnd(28)} ${String(n).padStart(9)}  ${method} · ${to} · ${reason}`);
  if (result.assumed > 0) lines.push(`  ${result.assumed} emails go to domains never measured`);
  return lines.join('\n');
}
