import { newDomainKeys } from '#api/senders/new-domain-keys.ts';
import { recordsOf } from '#api/senders/records-of.ts';
import { appendAudit } from '#store/audit/append.ts';
import { getSender } from '#store/senders/get.ts';
import { print, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { findSender } from './find-sender.ts';
import { withServices } from './with-services.ts';

/** sender:rotate: makes new signing keys for the sender's domain and prints the records to publish. */
export const senderRotate: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'sender:rotate NAME-or-ID', given: [1, 1] });
  return withServices(async (services) => {
    const { db, config } = services;
    const { id, name } = await findSender(db.orm, given[0]!);
    const { made } = await newDomainKeys(services, id, (tx, details) =>
      appendAudit(tx, { actor: 'system', action: 'sender.rotate', subject: `sender:${id}`, details }),
    );
    const records = recordsOf(await getSender(db.orm, id), config).filter((one) => one.standing === 'next');
    const lines = records.map((one) => `${one.kind}\n  ${one.name}  TXT  "${one.value}"`);
    const head = made ? 'New keys made.' : 'A new pair waits already.';
    print(
      flags.json,
      { id, made, records },
      [`${head} Publish these too, then run sender:check "${name}"; the old keys sign until then.`, ...lines].join(
        '\n',
      ),
    );
  });
};
