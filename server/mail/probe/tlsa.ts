import type { MxHost } from './mx.ts';
import { DnsFailure, type Resolver, type TlsaRecord } from './resolver.ts';

/** What DANE says of one mail host (RFC 7672). */
export type Tlsa =
  /** It does not apply: an answer on the way was not validated, or there are no such records. */
  | { kind: 'none' }
  /** Nobody can say whether it applies, so the host must not be used: silence is not absence. */
  | { kind: 'failed'; problem: string }
  /** It applies: encryption at least, and where records are usable one of them must match. */
  | { kind: 'records'; base: string; records: TlsaRecord[]; usable: TlsaRecord[] };

/** Of the SMTP port, whatever port a test listens on. */
const PREFIX = '_25._tcp.';
const DIGEST_LENGTH: Record<number, number> = { 1: 64, 2: 128 };

/**
 * Looks a host's TLSA records up, where the MX answer and the host's addresses were validated: under the name its aliases
 * lead to first, then under its own (RFC 7672 2.2.2, RFC 7671 7).
 */
export async function lookUpTlsa(resolver: Resolver, host: MxHost, mxValidated: boolean): Promise<Tlsa> {
  if (!mxValidated || !host.validated) return { kind: 'none' };
  for (const base of new Set([host.canonical, host.name])) {
    try {
      const { records, validated } = await resolver.tlsa(`${PREFIX}${base}`);
      if (validated && records.length > 0) return { kind: 'records', base, records, usable: usable(records) };
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      return { kind: 'failed', problem: `dns-${error.kind}` };
    }
  }
  return { kind: 'none' };
}

/**
 * Records a mail server's certificate can be held against: usages 2 and 3 alone (RFC 7672 3.1.3), known selectors, data of
 * the right length; of two digests of one thing only the stronger (RFC 7671 9).
 */
export function usable(records: readonly TlsaRecord[]): TlsaRecord[] {
  const possible = records.filter(
    ({ usage, selector, matching, data }) =>
      (usage === 2 || usage === 3) &&
      (selector === 0 || selector === 1) &&
      (matching === 0 ? data.length > 0 : data.length === DIGEST_LENGTH[matching]),
  );
  return possible.filter(
    (one) =>
      one.matching !== 1 ||
      !possible.some((two) => two.matching === 2 && two.usage === one.usage && two.selector === one.selector),
  );
}
