import type { TestStop } from '#core/run/test-run.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findJourney } from '#store/journeys/find.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'journey:simulate ID --contact CONTACT-ID [--at TIME] [--draft]';

/**
 * journey:simulate: the path one contact would take, on a virtual clock, and for each email the method it would go by
 * and why. Writes and sends nothing. The words name no value of the contact's; `--json` holds the emails themselves.
 */
export const journeySimulate: Command = async (args) => {
  const { given, options, flags } = readArguments(args, {
    usage,
    given: [1, 1],
    options: ['contact', 'at'],
    flags: ['draft'],
  });
  const contactId = options.contact;
  if (contactId === undefined) throw new CommandError(`Usage: ${usage}`);
  if (!/^[0-9a-f-]{36}$/.test(contactId))
    throw new CommandError('--contact must be a contact’s id, 36 characters long; contacts:export lists them.');
  const start = options.at === undefined ? null : Date.parse(options.at);
  if (start !== null && Number.isNaN(start))
    throw new CommandError('--at must be a time such as 2026-11-01T09:00:00Z.');
  return withServices(async (services) => {
    const { orm } = services.db;
    const journey = await getJourney(orm, (await findJourney(orm, given[0] ?? '')).id);
    const { id, live } = journey;
    const graph = drawnGraph(journey, flags.draft ? 'draft' : 'live');
    const run = await services.testRun({
      graph,
      journeyId: id,
      version: flags.draft || !live ? null : live.version,
      start,
      until: null,
      events: [],
      who: { contactId },
    });
    await appendAudit(orm, {
      actor: 'system',
      action: 'journey.simulate',
      subject: `contact:${contactId}`,
      details: { journey: id, steps: run.path.length },
    });
    print(flags.json, run, run.path.flatMap(lines).join('\n'));
  });
};

const iso = (ms: number | null) => (ms === null ? '…' : new Date(ms).toISOString().slice(0, 16));

function lines(stop: TestStop): string[] {
  const { name, step, type, enteredAt, leftAt, until, email } = stop;
  const end = stop.exitReason ?? stop.outlet ?? (until === null ? 'stays' : `until ${iso(until)}`);
  const line = `${iso(enteredAt)} → ${iso(leftAt).padEnd(16)}  ${name || step} (${type})  ${end}`;
  if (!email) return [line];
  const { decision, refusal, state, phi, domain, assumed } = email;
  const why = decision
    ? `${decision.method ?? 'nothing'} · row ${decision.row} ${decision.reason}`
    : `not sent · ${refusal ?? ''}`;
  const not = decision?.rejected.map((one) => `${one.method} ${one.reason}`).join(', ');
  return [
    line,
    `    “${email.template}” ${state} · ${why} · ${phi}${domain ? ` · ${domain}` : ''}${assumed ? ' (never measured)' : ''}`,
    ...(not ? [`    not by ${not}`] : []),
  ];
}
