import type { Orm } from '#store/database.ts';
import { type Sender, listSenders } from '#store/senders/list.ts';
import { CommandError } from './command.ts';

/** A sender identity by its id or name. @throws CommandError that names the ones there are. */
export async function findSender(orm: Orm, given: string): Promise<Sender> {
  const senders = await listSenders(orm);
  const sender = senders.find((one) => one.id === given || one.name === given);
  if (sender) return sender;
  throw new CommandError(`There is no sender ${given}. Senders: ${senders.map((one) => one.name).join(', ')}.`);
}
