import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

export const CODE_MINUTES = 60;
const MOST_TRIES = 5;
const AGAIN_AFTER = '1 minute';

/**
 * Asks for a code to be mailed to the identity's own address. An earlier one is void.
 * @throws Failure NOT_FOUND; RATE_LIMITED within a minute of the last.
 */
export async function askAddressCode(orm: Orm, id: string): Promise<void> {
  const [row] = await orm
    .select({ soon: sql<boolean>`coalesce(${senders.codeAskedAt} > now() - ${AGAIN_AFTER}::interval, false)` })
    .from(senders)
    .where(eq(senders.id, id))
    .for('update');
  if (!row) throw new Failure('NOT_FOUND', { sender: id });
  if (row.soon) throw new Failure('RATE_LIMITED', { seconds: 60 });
  await orm
    .update(senders)
    .set({ codeAskedAt: sql`now()`, codeTries: 0 })
    .where(eq(senders.id, id));
}

/** The code of a request: derived, so that it is kept nowhere. Two groups of four digits. */
export function addressCode(seal: Pick<Seal, 'mac'>, { id, address, codeAskedAt }: CodeRequest): string {
  const mac = Buffer.from(seal.mac('sender-address-code', `${id} ${address} ${codeAskedAt.getTime()}`));
  const digits = (mac.readBigUInt64BE(0) % 100_000_000n).toString().padStart(8, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}

interface CodeRequest {
  id: string;
  address: string;
  codeAskedAt: Date;
}

/**
 * The code came back: whoever runs this identity reads its mail. Five wrong ones void it, an hour does too.
 * @throws Failure NOT_FOUND, ADDRESS_CODE_WRONG (details: `left`, tries; 0 when a new code is needed). The count of tries
 * is kept in a transaction of its own, so that a refusal counts.
 */
export async function proveAddress(orm: Orm, seal: Pick<Seal, 'mac'>, id: string, given: string): Promise<void> {
  const left = await orm.transaction(async (tx): Promise<number | null> => {
    const [row] = await tx
      .select({
        id: senders.id,
        address: senders.address,
        codeAskedAt: senders.codeAskedAt,
        tries: senders.codeTries,
        fresh: sql<boolean>`coalesce(${senders.codeAskedAt} > now() - ${`${CODE_MINUTES} minutes`}::interval, false)`,
      })
      .from(senders)
      .where(eq(senders.id, id))
      .for('update');
    if (!row) throw new Failure('NOT_FOUND', { sender: id });
    const { codeAskedAt, tries, fresh } = row;
    if (!codeAskedAt || !fresh || tries >= MOST_TRIES) return 0;
    const code = addressCode(seal, { ...row, codeAskedAt });
    if (given.replaceAll(/\D/g, '') !== code.replace(' ', '')) {
      await tx
        .update(senders)
        .set({ codeTries: tries + 1 })
        .where(eq(senders.id, id));
      return MOST_TRIES - tries - 1;
    }
    await tx
      .update(senders)
      .set({ addressProvenAt: sql`now()`, codeAskedAt: null, codeTries: 0 })
      .where(eq(senders.id, id));
    return null;
  });
  if (left !== null) throw new Failure('ADDRESS_CODE_WRONG', { left });
}
