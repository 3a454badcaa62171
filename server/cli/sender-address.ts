import { Failure } from '#core/failure.ts';
import { appendAudit } from '#store/audit/append.ts';
import { askAddressCode, proveAddress } from '#store/senders/address-code.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { findSender } from './find-sender.ts';
import { withServices } from './with-services.ts';

const usage = 'sender:address NAME-or-ID [CODE]';

/** sender:address: mails a code to the sender's own address; with the code, proves the address. A worker sends the mail. */
export const senderAddress: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage, given: [1, 2] });
  return withServices(async ({ db, seal, addJob }) => {
    const { id, name, address } = await findSender(db.orm, given[0]!);
    const subject = `sender:${id}`;
    const code = given[1];
    try {
      if (code === undefined) {
        await db.orm.transaction(async (tx) => {
          await askAddressCode(tx, id);
          await appendAudit(tx, { actor: 'system', action: 'sender.ask-code', subject });
        });
        await addJob('sender-code', { sender: id }, `sender-code:${id}`);
        print(
          flags.json,
          { id, asked: true },
          `A code is on its way to ${address}. Then: sender:address "${name}" CODE`,
        );
      } else {
        await proveAddress(db.orm, seal, id, code);
        await appendAudit(db.orm, { actor: 'system', action: 'sender.prove', subject });
        print(flags.json, { id, proven: true }, `${address} is proven.`);
      }
    } catch (error) {
      if (error instanceof Failure) throw new CommandError(error.message);
      throw error;
    }
  });
};
