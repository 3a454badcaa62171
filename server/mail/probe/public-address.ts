import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';
import type { Resolver } from './resolver.ts';

/** The host is, or resolves to, an address inside: what others name must not be a way into our own network. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * The addresses of a host that may be connected to. Whoever connects must connect to one of these and not look the name
 * up again: a second answer can be another one.
 * @throws AddressRefused when there are only private, loopback, link-local or reserved ones; DnsFailure.
 */
export async function publicAddresses(
  host: string,
  { resolver, allowPrivate }: { resolver: Pick<Resolver, 'address'>; allowPrivate: boolean },
): Promise<string[]> {
  const found = isIP(host) ? [host] : await lookUp(host, resolver);
  const allowed = found.filter((address) => allowPrivate || !isPrivateAddress(address));
  if (allowed.length === 0 && found.length > 0) throw new AddressRefused();
  return allowed;
}

async function lookUp(host: string, resolver: Pick<Resolver, 'address'>): Promise<string[]> {
  // Never asked of a name server (RFC 6761).
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1'];
  const { records } = await resolver.address(host);
  return records.map(({ address }) => address);
}

/** `publicAddresses` as a socket takes it: what it is given here is what it connects to. */
export function vettedLookup(options: Parameters<typeof publicAddresses>[1]): LookupFunction {
  return (host, { all }, done) => {
    void (async () => {
      const found = await publicAddresses(host, options).catch((error: unknown) =>
        error instanceof Error ? error : new Error('The host was not found.'),
      );
      if (found instanceof Error) return done(found, [], 0);
      const answers = found.map((address) => ({ address, family: isIP(address) }));
      const [first] = answers;
      if (!first) return done(Object.assign(new Error('The host has no address.'), { code: 'ENOTFOUND' }), [], 0);
      return all ? done(null, answers) : done(null, first.address, first.family);
    })();
  };
}
