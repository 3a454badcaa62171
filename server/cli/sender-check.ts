import { checkRecords } from '#api/senders/check-records.ts';
import { appendAudit } from '#store/audit/append.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { findSender } from './find-sender.ts';
import { withServices } from './with-services.ts';

/** sender:check NAME-or-ID: looks the records up in DNS; exit 1 when the sender is not verified. */
export const senderCheck: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'sender:check NAME-or-ID', given: [1, 1] });
  return withServices(async (services) => {
    const sender = await findSender(services.db.orm, given[0]!);
    const subject = `sender:${sender.id}`;
    const result = await checkRecords(services, sender.id, {
      within: (tx, details) => appendAudit(tx, { actor: 'system', action: 'sender.check', subject, details }),
    });
    const lines = result.checks.map(
      (one) => `  ${one.ok ? 'ok     ' : 'missing'} ${one.record} ${one.name}${one.ok ? '' : ` (${one.found})`}`,
    );
    const address = `  ${result.addressProven ? 'ok     ' : 'missing'} Address ${sender.address}${result.addressProven ? '' : ' (no code came back yet)'}`;
    const verdict = result.verified ? 'verified' : result.unanswered ? 'a name server did not answer' : 'not verified';
    print(flags.json, { id: sender.id, ...result }, [`${sender.name}: ${verdict}`, ...lines, address].join('\n'));
    if (!result.verified) throw new CommandError(`The sender ${sender.name} is not verified.`);
  });
};
