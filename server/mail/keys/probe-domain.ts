import type { Publication } from '#core/keys/finder.ts';
import type { KeySources } from '#core/keys/life.ts';
import { type HttpsAnswer, HttpsFailure } from '../probe/https-get.ts';
import { DnsFailure, type RawType, type Resolver } from '../probe/resolver.ts';
import { wkdUrl } from './names.ts';

export interface ProbeDeps {
  resolver: Pick<Resolver, 'address' | 'lookUp'>;
  /** Guarded: public addresses, valid certificate, bounded, no redirect. */
  get: (url: URL) => Promise<HttpsAnswer>;
}

/**
 * What a domain publishes keys by, in at most four questions whatever the number of its addresses. Nothing below a name
 * that does not exist exists (RFC 8020), and an answer that is not validated cannot become a key: so one question to
 * `_openpgpkey.DOMAIN`, and one to `_smimecert.DOMAIN`, spare all the others at domains without such a zone.
 * @returns null when it cannot be known now.
 */
export async function probeDomain(
  deps: ProbeDeps,
  domain: string,
  sources: Pick<KeySources, 'dane' | 'wkd'>,
): Promise<Publication | null> {
  try {
    const [openpgpkey, smimea, wkd] = await Promise.all([
      sources.dane ? hasZone(deps, `_openpgpkey.${domain}`, 'OPENPGPKEY') : false,
      sources.dane ? hasZone(deps, `_smimecert.${domain}`, 'SMIMEA') : false,
      sources.wkd ? directoryOf(deps, domain) : null,
    ]);
    return { openpgpkey, smimea, wkd };
  } catch (error) {
    if (error instanceof DnsFailure) return null;
    throw error;
  }
}

async function hasZone({ resolver }: ProbeDeps, name: string, type: RawType): Promise<boolean> {
  const { exists, validated } = await resolver.lookUp(name, type);
  return exists && validated;
}

/** The advanced method where its host exists; only where it does not, the direct one. */
async function directoryOf({ resolver, get }: ProbeDeps, domain: string): Promise<Publication['wkd']> {
  const host = await resolver.address(`openpgpkey.${domain}`);
  const method = host.records.length > 0 ? 'advanced' : 'direct';
  try {
    const { status } = await get(wkdUrl(method, domain, { policy: true }));
    return status === 200 ? method : null;
  } catch (error) {
    // No such host, no certificate, an address inside: there is no directory that could be used.
    if (error instanceof HttpsFailure) return null;
    throw error;
  }
}
