import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';
import { type Sender, listSenders } from '#store/senders/list.ts';

/** One sender identity, without its private keys. @throws Failure NOT_FOUND. */
export async function getSender(orm: Orm, id: string): Promise<Sender> {
  const found = (await listSenders(orm)).find((one) => one.id === id);
  if (!found) throw new Failure('NOT_FOUND', { sender: id });
  return found;
}
