import type { Answer, Resolver } from '#mail/probe/resolver.ts';
import { demoDomains } from './domains.ts';

/**
 * Answers for the demo domains alone, with the listeners of this process; every other name does not exist. Nothing
 * is asked of the outside, so a demo cannot mail a real person.
 */
export function demoResolver(ports: ReadonlyMap<string, number>): Resolver {
  const none = <T>(exists: boolean): Promise<Answer<T>> => Promise.resolve({ records: [], exists, validated: false });
  const known = (name: string) => demoDomains.find((one) => one.domain === name || one.host === name);
  return {
    mx(domain) {
      const found = demoDomains.find((one) => one.domain === domain);
      if (!found) return none(Boolean(known(domain)));
      return Promise.resolve({ records: [{ preference: 10, exchange: found.host }], exists: true, validated: false });
    },
    address(host) {
      const port = ports.get(host);
      if (port === undefined) return none(Boolean(known(host)));
      return Promise.resolve({ records: [{ address: '127.0.0.1', port, own: true }], exists: true, validated: false });
    },
    txt(name) {
      const found = demoDomains.find(({ domain }) => domain === name || `_dmarc.${domain}` === name);
      if (!found) return none(Boolean(known(name)));
      const record = name === found.domain ? 'v=spf1 ip4:127.0.0.1 -all' : 'v=DMARC1; p=quarantine';
      return Promise.resolve({ records: [record], exists: true, validated: false });
    },
    tlsa: (name) => none(Boolean(known(name))),
    lookUp: (name) => none(Boolean(known(name))),
  };
}
