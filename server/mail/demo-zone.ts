import type { Resolver } from './probe/resolver.ts';
import type { DnsRecord } from './sender-records.ts';

/** A demo's name server for a domain that exists only there: it publishes exactly the records that were asked for. */
export function demoZone(records: readonly DnsRecord[]): Pick<Resolver, 'txt' | 'address' | 'mx'> {
  const none = () => Promise.resolve({ records: [], exists: false, validated: false });
  return {
    txt(name) {
      const found = records.filter((one) => one.name === name).map((one) => one.value);
      return Promise.resolve({ records: found, exists: found.length > 0, validated: false });
    },
    address: none,
    mx: none,
  };
}
