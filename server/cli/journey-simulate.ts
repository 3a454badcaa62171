import { simulateContact } from '#api/journeys/simulate-contact.ts';
import { appendAudit } from '#store/audit/append.ts';
import { findJourney } from '#store/journeys/find.ts';
import { getJourney } from '#store/journeys/get.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'journey:simulate ID --contact CONTACT-ID [--at TIME] [--draft]';

/** journey:simulate: the path one contact would take, on a virtual clock. Writes and sends nothing. */
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
    const { id, draft, live } = await getJourney(orm, (await findJourney(orm, given[0] ?? '')).id);
    const graph = flags.draft || !live ? draft : live.graph;
    const path = await simulateContact(services, { graph, contactId, start, events: [], journeyId: id });
    await appendAudit(orm, {
      actor: 'system',
      action: 'journey.simulate',
      subject: `contact:${contactId}`,
      details: { journey: id, steps: path.length },
    });
    const iso = (ms: number | null) => (ms === null ? '…' : new Date(ms).toISOString().slice(0, 16));
    const lines = path.map((one) => {
      const end = one.exitReason ?? one.outlet ?? (one.until === null ? 'stays' : `until ${iso(one.until)}`);
      return `${iso(one.enteredAt)} → ${iso(one.leftAt).padEnd(16)}  ${one.name || one.step} (${one.type})  ${end}`;
    });
    print(flags.json, path, lines.join('\n'));
  });
};
