import { type Answer, type HostAddress, type MxRecord, type Resolver } from './resolver.ts';
import { isPrivateAddress } from './private-address.ts';

export interface MxHost {
  name: string;
  preference: number;
  addresses: HostAddress[];
}

/** Where a domain takes its mail. */
export type MxAnswer =
  | { kind: 'hosts'; hosts: MxHost[]; validated: boolean }
  /** It says it takes none (RFC 7505). */
  | { kind: 'null-mx' }
  /** There is no such domain, or nothing in it that could take mail. */
  | { kind: 'no-such-domain' }
  /** Every address lies in a range mail must not be sent to. */
  | { kind: 'refused-addresses' };

const MAX_HOSTS = 8;

/**
 * Resolves a domain to its mail hosts in the order they are to be tried; equal preferences in random order
 * (RFC 5321 5.1), a domain without MX by its own address.
 * @throws DnsFailure when the answer cannot be had now.
 */
export async function resolveMx(
  resolver: Resolver,
  domain: string,
  options: { allowPrivate: boolean; random: () => number },
): Promise<MxAnswer> {
  const answer: Answer<MxRecord> = await resolver.mx(domain);
  if (!answer.exists) return { kind: 'no-such-domain' };
  if (answer.records.length > 0 && answer.records.every((one) => one.exchange === '.' || one.exchange === '')) {
    return { kind: 'null-mx' };
  }
  const named = answer.records.filter((one) => one.exchange !== '.' && one.exchange !== '');
  const wanted = named.length > 0 ? named : [{ preference: 0, exchange: domain }];
  const ordered = wanted
    .map((one) => ({ ...one, tie: options.random() }))
    .sort((a, b) => a.preference - b.preference || a.tie - b.tie)
    .slice(0, MAX_HOSTS);
  const hosts: MxHost[] = [];
  let refused = 0;
  let { validated } = answer;
  for (const { exchange, preference } of ordered) {
    const found = await resolver.address(exchange);
    const addresses = found.records.filter(
      (one) => one.own === true || options.allowPrivate || !isPrivateAddress(one.address),
    );
    refused += found.records.length - addresses.length;
    if (addresses.length === 0) continue;
    validated &&= found.validated;
    hosts.push({ name: exchange, preference, addresses });
  }
  if (hosts.length > 0) return { kind: 'hosts', hosts, validated };
  return { kind: refused > 0 ? 'refused-addresses' : 'no-such-domain' };
}
