import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Seal } from '#seal/seal.ts';
import { domainKeys } from '#db/schema/domain-keys.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

export interface NewDomainKey {
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  /** Base64 as the DNS record has it. */
  publicKey: string;
  /** PKCS #8 PEM. */
  privateKey: string;
}

/** How long an old key's record must stay: the ladder's 72 hours, and as long again for receivers that verify late. */
const OVERLAP = '8 days';
/** How long the checklist goes on saying that a record may go. */
const REMEMBERED = '90 days';

type State = typeof domainKeys.$inferSelect.state;

/** The keys of these domains without their private halves, newest first. */
export async function listDomainKeys(orm: Orm, domains: readonly string[]) {
  const { privateKey: _, ...columns } = columnsOf();
  return orm
    .select(columns)
    .from(domainKeys)
    .where(inArray(domainKeys.domain, [...domains]))
    .orderBy(desc(domainKeys.madeAt), desc(domainKeys.algorithm));
}

/** A domain's keys in these states, opened. */
export async function openDomainKeys(orm: Orm, seal: Pick<Seal, 'open'>, domain: string, states: readonly State[]) {
  const rows = await orm
    .select()
    .from(domainKeys)
    .where(and(eq(domainKeys.domain, domain), inArray(domainKeys.state, [...states])))
    .orderBy(desc(domainKeys.algorithm));
  return rows.flatMap(({ selector, algorithm, privateKey }) =>
    privateKey ? [{ selector, algorithm, privateKey: Buffer.from(seal.open('dkim', privateKey)).toString() }] : [],
  );
}

/** Gives a domain keys where it has none in this state. @returns whether these are its keys now. */
export async function giveDomainKeys(
  orm: Orm,
  seal: Pick<Seal, 'seal'>,
  { domain, keys, state }: { domain: string; keys: readonly NewDomainKey[]; state: 'active' | 'next' },
): Promise<boolean> {
  if (keys.length === 0) return false;
  const made = await orm
    .insert(domainKeys)
    .values(
      keys.map(({ privateKey, ...key }) => ({
        ...key,
        id: newId(Date.now()),
        domain,
        state,
        privateKey: seal.seal('dkim', Buffer.from(privateKey)),
        madeAt: sql`stepwell_now()`,
        activeAt: state === 'active' ? sql`stepwell_now()` : null,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: domainKeys.id });
  return made.length > 0;
}

/** The new keys' records were seen: from now on they sign, and the old ones' records stay for the overlap. */
export async function promoteDomainKeys(orm: Orm, domain: string): Promise<void> {
  await orm
    .update(domainKeys)
    .set({ state: 'retiring', retireAfter: sql`stepwell_now() + ${OVERLAP}::interval` })
    .where(and(eq(domainKeys.domain, domain), eq(domainKeys.state, 'active')));
  await orm
    .update(domainKeys)
    .set({ state: 'active', activeAt: sql`stepwell_now()` })
    .where(and(eq(domainKeys.domain, domain), eq(domainKeys.state, 'next')));
}

/** Destroys the private halves whose overlap is over, and forgets keys that no identity's domain has any more. */
export async function retireDomainKeys(orm: Orm): Promise<void> {
  await orm
    .update(domainKeys)
    .set({ state: 'retired', privateKey: null })
    .where(sql`${domainKeys.state} = 'retiring' and ${domainKeys.retireAfter} < stepwell_now()`);
  await orm.delete(domainKeys).where(
    sql`(${domainKeys.state} = 'retired' and ${domainKeys.retireAfter} < stepwell_now() - ${REMEMBERED}::interval)
      or not exists (select 1 from ${senders} where ${senders.domain} = ${domainKeys.domain})`,
  );
}

function columnsOf() {
  const { id, domain, selector, algorithm, publicKey, privateKey, state, madeAt, activeAt, retireAfter } = domainKeys;
  return { id, domain, selector, algorithm, publicKey, privateKey, state, madeAt, activeAt, retireAfter };
}
