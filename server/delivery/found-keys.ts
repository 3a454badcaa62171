import type { FoundKey, Publication } from '#core/keys/finder.ts';
import type { Services } from '#api/services.ts';
import { parseAddress } from '#mail/compose/address.ts';
import { appendAudit } from '#store/audit/append.ts';
import { addressHash } from '#store/recipient-keys/address-hash.ts';
import { type FoundOutcome, keepFoundKey } from '#store/recipient-keys/keep-found.ts';
import { type StoredKey, loadKeys } from '#store/recipient-keys/load.ts';
import { type Lookup, freshLookups, keepLookups } from '#store/recipient-keys/lookups.ts';
import type { Settings } from '#store/settings/read.ts';
import { transact } from '#store/transact.ts';
import type { OpenedContact } from './read-batch.ts';

const AT_ONCE = 8;
/** A batch that is about to be sent waits no longer than this; who was not looked for yet is, with their next message. */
const BUDGET_MS = 6_000;
/** What a look-up says holds for a day, also that there is nothing; one that failed is made again after an hour. */
const HOLDS_MINUTES = 24 * 60;
const FAILED_MINUTES = 60;

type Contacts = ReadonlyMap<string, Pick<OpenedContact, 'id' | 'lane' | 'values'>>;

/**
 * Before a batch is sent, looks for keys of those who have enrolled none, as the policy allows. Domains are asked first,
 * one for all their addresses, and remembered; single addresses only at domains that publish keys, once a day. Nothing
 * that goes wrong here keeps a message: without a key it goes as the table says.
 */
export async function withFoundKeys(
  services: Services,
  settings: Settings | null,
  contacts: Contacts,
  keys: ReadonlyMap<string, StoredKey[]>,
): Promise<ReadonlyMap<string, StoredKey[]>> {
  if (!services.keyFinder || !settings) return keys;
  const without = [...contacts.values()].filter(({ id }) => !keys.get(id)?.some((key) => key.source === 'enrolled'));
  const changed = await findKeys(services, settings, without, BUDGET_MS);
  if (changed.length === 0) return keys;
  const loaded = await loadKeys(services.db.sql, changed);
  return new Map([...keys, ...changed.map(({ id }) => [id, loaded.get(id) ?? []] as const)]);
}

/** Looks for the keys of these contacts where it was not done lately. @returns those of whom something changed. */
export async function findKeys(
  services: Services,
  { keys: sources }: Pick<Settings, 'keys'>,
  contacts: Iterable<Pick<OpenedContact, 'id' | 'lane' | 'values'>>,
  budgetMs = Infinity,
): Promise<Lookup[]> {
  const began = performance.now();
  const { keyFinder, db, seal, log } = services;
  if (!keyFinder) return [];
  const addressed = [...contacts].flatMap(({ id, lane, values }) => {
    const email = values?.['email'];
    const parts = typeof email === 'string' ? parseAddress(email.trim()) : null;
    return parts ? [{ id, lane, parts, address: addressHash(seal, String(email)) }] : [];
  });
  const publications = await keyFinder.publishing(
    addressed.map(({ parts }) => parts.domain),
    sources,
  );
  const candidates = addressed.filter(({ parts }) => publications.has(parts.domain));
  const fresh = await freshLookups(db.sql, candidates);
  const queue = candidates.filter(({ id }) => !fresh.has(id)).values();
  const done: (Lookup & { found: number; holdsMinutes: number })[] = [];
  const changed: Lookup[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const { parts, ...one } of queue) {
        if (performance.now() - began > budgetMs) return;
        const found = await look(services, parts, publications.get(parts.domain)!);
        const outcomes = await keep(services, one, found ?? []);
        if (outcomes.some(({ outcome }) => outcome === 'discovered' || outcome === 'revoked')) changed.push(one);
        done.push({ ...one, found: found?.length ?? 0, holdsMinutes: found ? HOLDS_MINUTES : FAILED_MINUTES });
      }
    }),
  );
  await keepLookups(db.sql, done);
  if (done.length > 0) log.info({ looked: done.length, changed: changed.length }, 'recipient keys were looked for');
  return changed;
}

/** Null when it cannot be known now. */
function look({ keyFinder }: Services, address: { local: string; domain: string }, publication: Publication) {
  return keyFinder!.find(address, publication).catch(() => null);
}

async function keep(services: Services, contact: Lookup, found: readonly FoundKey[]): Promise<FoundOutcome[]> {
  const outcomes: FoundOutcome[] = [];
  for (const { source, material } of found) {
    const outcome = await transact(services.db, async (tx) => {
      const kept = await keepFoundKey({ ...services, db: tx }, contact, { source, material });
      if (kept.outcome !== 'known' && kept.outcome !== 'refused')
        await appendAudit(tx.orm, {
          actor: 'system',
          action: `recipient-key.${kept.outcome}`,
          subject: `contact:${contact.id}`,
          details: { source, key: kept.id },
        });
      return kept;
    });
    outcomes.push(outcome);
  }
  return outcomes;
}
