import type { FoundKey, KeyFinder, Publication } from '#core/keys/finder.ts';
import type { KeySources } from '#core/keys/life.ts';
import { HttpsFailure } from '../probe/https-get.ts';
import { daneNames, wkdUrl } from './names.ts';
import { type ProbeDeps, probeDomain } from './probe-domain.ts';

/** What is known of domains, kept for all processes and across restarts. */
export interface DomainStore {
  /** What is known and still holds. */
  read(domains: readonly string[]): Promise<Map<string, Publication>>;
  keep(found: readonly { domain: string; publication: Publication; holdsMinutes: number }[]): Promise<void>;
}

export interface FinderDeps extends ProbeDeps {
  domains: DomainStore;
}

/** What was found out of a domain holds for a day, absence as well; what could not be, for half an hour. */
const HOLDS_MINUTES = 24 * 60;
const FAILED_MS = 30 * 60_000;
const AT_ONCE = 16;
/** How long a batch waits for domains never met before. What comes later is there for the next batch. */
const PATIENCE_MS = 5_000;

/** SMIMEA: the whole certificate as it is. A hash of one is nothing that could be encrypted to. */
const WHOLE = { selector: 0, matching: 0 };

/** Looks for keys in signed DNS (RFC 7929, RFC 8162) and in Web Key Directories. No public keyserver is ever asked. */
export function openKeyFinder(deps: FinderDeps, { patienceMs = PATIENCE_MS } = {}): KeyFinder {
  /** Domains being asked, or that could not be: nobody asks twice at once, nor again at once. */
  const asking = new Map<string, Promise<void>>();
  const failed = new Map<string, number>();

  const ask = async (domain: string): Promise<void> => {
    // By all sources whatever the policy says now: what is off is left out of the answer, not of what is known.
    const publication = await probeDomain(deps, domain, { dane: true, wkd: true }).catch(() => null);
    if (publication) await deps.domains.keep([{ domain, publication, holdsMinutes: HOLDS_MINUTES }]);
    else {
      if (failed.size > 10_000) failed.clear();
      failed.set(domain, Date.now() + FAILED_MS);
    }
  };

  return {
    async publishing(domains, sources) {
      if (!sources.dane && !sources.wkd) return new Map();
      const wanted = [...new Set(domains)];
      const known = await deps.domains.read(wanted);
      const missing = wanted.filter((one) => !known.has(one) && (failed.get(one) ?? 0) <= Date.now());
      if (missing.length > 0) {
        await patiently(
          eachOf(missing, (one) => onceAtATime(asking, one, ask)),
          patienceMs,
        );
        for (const [domain, publication] of await deps.domains.read(missing)) known.set(domain, publication);
      }
      return new Map(
        [...known].flatMap(([domain, publication]) => {
          const allowed = allowedBy(publication, sources);
          return allowed ? [[domain, allowed] as const] : [];
        }),
      );
    },
    async find(address, { openpgpkey, smimea, wkd }) {
      const [pgp, certificates, directory] = await Promise.all([
        openpgpkey ? fromDns(deps, daneNames(address, '_openpgpkey'), 'OPENPGPKEY') : [],
        smimea ? fromDns(deps, daneNames(address, '_smimecert'), 'SMIMEA') : [],
        wkd ? fromDirectory(deps, wkdUrl(wkd, address.domain, { local: address.local })) : [],
      ]);
      return [...certificates, ...pgp, ...directory];
    },
  };
}

function allowedBy(publication: Publication, { dane, wkd }: KeySources): Publication | null {
  const { openpgpkey, smimea } = publication;
  const allowed = { openpgpkey: dane && openpgpkey, smimea: dane && smimea, wkd: wkd ? publication.wkd : null };
  return allowed.openpgpkey || allowed.smimea || allowed.wkd ? allowed : null;
}

async function fromDns({ resolver }: FinderDeps, names: readonly string[], type: 'OPENPGPKEY' | 'SMIMEA') {
  for (const name of names) {
    const { records, validated } = await resolver.lookUp(name, type);
    // Without DNSSEC anybody on the path could have given the answer.
    if (!validated || records.length === 0) continue;
    return records.flatMap((data): FoundKey[] => {
      if (type === 'OPENPGPKEY') return [{ source: 'dane', kind: 'pgp', material: data }];
      const [usage = 255, selector, matching] = data;
      const whole = usage <= 3 && selector === WHOLE.selector && matching === WHOLE.matching;
      return whole ? [{ source: 'dane', kind: 'smime', material: data.subarray(3) }] : [];
    });
  }
  return [];
}

async function fromDirectory({ get }: FinderDeps, url: URL): Promise<FoundKey[]> {
  try {
    const { status, body } = await get(url);
    return status === 200 && body.length > 0 ? [{ source: 'wkd', kind: 'pgp', material: body }] : [];
  } catch (error) {
    // A directory that answers too much has no key for us; one that does not answer may have one later.
    if (error instanceof HttpsFailure && (error.problem === 'too-long' || error.problem === 'refused')) return [];
    throw error;
  }
}

function onceAtATime(asking: Map<string, Promise<void>>, domain: string, ask: (domain: string) => Promise<void>) {
  const running = asking.get(domain) ?? ask(domain).finally(() => asking.delete(domain));
  asking.set(domain, running);
  return running;
}

async function eachOf(all: readonly string[], work: (one: string) => Promise<void>): Promise<void> {
  const queue = all.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of queue) await work(one);
    }),
  );
}

async function patiently(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  // What fails after nobody waits any more must not end the process.
  work.catch(() => {});
  await Promise.race([work, new Promise<void>((done) => (timer = setTimeout(done, ms)))]);
  clearTimeout(timer);
}
