import { z } from 'zod';
import { senderForm } from '#core/organization/sender.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { recordsOf } from '#api/senders/records-of.ts';
import { appendAudit } from '#store/audit/append.ts';
import { createSender } from '#store/senders/create.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { getSender } from '#store/senders/get.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage =
  'sender:create --name NAME --address ADDRESS [--from "FROM NAME"] [--reply-to ADDRESS] [--floor P0|P1|P2|P3]';

/** sender:create: makes a sender identity and prints the DNS records to publish. */
export const senderCreate: Command = async (args) => {
  const { options, flags } = readArguments(args, {
    usage,
    given: [0, 0],
    options: ['name', 'address', 'from', 'reply-to', 'floor'],
  });
  const form = senderForm.safeParse({
    name: options.name,
    fromName: options.from ?? options.name,
    address: options.address,
    replyTo: options['reply-to'] ?? null,
    floor: options.floor ?? 'P0',
  });
  if (!form.success) throw new CommandError(`${z.prettifyError(form.error).replaceAll(/\s+/g, ' ')} Usage: ${usage}`);
  return withServices(async ({ db, seal, newId, config, now }) => {
    const id = newId();
    const keys = await makeDkimKeys();
    const sealing = await makeSenderKeys(form.data, await now());
    await db.orm.transaction(async (tx) => {
      await createSender(tx, seal, { ...form.data, id, keys, verifiedBy: null });
      await keepSenderKeys(tx, seal, id, sealing);
      await appendAudit(tx, { actor: 'system', action: 'sender.create', subject: `sender:${id}` });
    });
    const records = recordsOf(await getSender(db.orm, id), config);
    const lines = records.map((one) => `${one.kind}\n  ${one.name}  TXT  "${one.value}"`);
    print(
      flags.json,
      { id, records },
      [
        `${id} made. Publish these records, then run sender:check ${id}; and prove its address with sender:address ${id}.`,
        ...lines,
      ].join('\n'),
    );
  });
};
