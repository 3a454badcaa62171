import { isIP } from 'node:net';
import { type Answer, DnsFailure, type HostAddress, type MxRecord, type Resolver } from './resolver.ts';
import { isPrivateAddress } from './private-address.ts';

export interface MxHost {
  name: string;
  preference: number;
  addresses: HostAddress[];
  /** Its address answers were validated by DNSSEC. */
  validated: boolean;
  /** Where its name leads by aliases; the name itself where there are none. */
  canonical: string;
}

/** A mail host that is named and cannot be used now. */
export interface MxProblem {
  host: string;
  /** `dns-…` for a failed look-up; `refused` when every address is one mail must not be sent to; `none` without any. */
  problem: string;
}

/** Where a domain takes its mail. `validated` speaks of the MX answer alone, each host of its own addresses. */
export type MxAnswer =
  | { kind: 'hosts'; hosts: MxHost[]; validated: boolean; problems: MxProblem[] }
  /** It says it takes none (RFC 7505). */
  | { kind: 'null-mx' }
  /** There is no such domain, or nothing in it that could take mail. */
  | { kind: 'no-such-domain' }
  /** Every address lies in a range mail must not be sent to. */
  | { kind: 'refused-addresses' };

const MAX_HOSTS = 8;
/** A label of a host name; underscores are seen in the wild. */
const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/**
 * Resolves a domain to its mail hosts in the order they are to be tried; equal preferences in random order
 * (RFC 5321 5.1), a domain without MX by its own address. A host whose look-up fails is passed over.
 * @throws DnsFailure when the answer cannot be had now: of the domain, or of every host that might be one.
 */
export async function resolveMx(
  resolver: Resolver,
  domain: string,
  options: { allowPrivate: boolean; random: () => number },
): Promise<MxAnswer> {
  const answer: Answer<MxRecord> = await resolver.mx(domain);
  if (!answer.exists) return { kind: 'no-such-domain' };
  const named = answer.records.filter((one) => one.exchange !== '.' && one.exchange !== '');
  if (answer.records.length > 0 && named.length === 0) return { kind: 'null-mx' };
  const wanted = named.length > 0 ? named : [{ preference: 0, exchange: domain }];
  const ordered = wanted
    .map((one) => ({ ...one, tie: options.random() }))
    .sort((a, b) => a.preference - b.preference || a.tie - b.tie)
    .slice(0, MAX_HOSTS);
  const hosts: MxHost[] = [];
  const problems: MxProblem[] = [];
  let failure: DnsFailure | null = null;
  for (const { exchange, preference } of ordered) {
    // An address is no host name, and one that is none would go on into SNI, names to compare and the evidence.
    if (!HOST.test(exchange) || isIP(exchange)) {
      problems.push({ host: HOST.test(exchange) ? exchange : '?', problem: 'none' });
      continue;
    }
    let found: Answer<HostAddress>;
    try {
      found = await resolver.address(exchange);
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      failure = error;
      problems.push({ host: exchange, problem: `dns-${error.kind}` });
      continue;
    }
    const addresses = found.records.filter(
      (one) => one.own === true || options.allowPrivate || !isPrivateAddress(one.address),
    );
    if (addresses.length > 0) {
      const { validated, canonical = exchange } = found;
      hosts.push({ name: exchange, preference, addresses, validated, canonical });
    } else problems.push({ host: exchange, problem: found.records.length > 0 ? 'refused' : 'none' });
  }
  if (hosts.length > 0) return { kind: 'hosts', hosts, validated: answer.validated, problems };
  if (failure) throw failure;
  return { kind: problems.some((one) => one.problem === 'refused') ? 'refused-addresses' : 'no-such-domain' };
}
