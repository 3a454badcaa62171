import { DnsFailure, type Resolver } from './resolver.ts';

/** What the sender-authentication library asks for names with: answers and error codes as node:dns gives them. */
export type MailauthLookup = (name: string, type: string) => Promise<string[] | string[][]>;

type Source = Pick<Resolver, 'txt' | 'address' | 'mx'>;

/**
 * Our resolver as that library wants it, so that SPF, DKIM and DMARC are judged on what our name servers say and nothing
 * is asked of others. Reverse names (SPF's `ptr`, which RFC 7208 says not to use) and what we cannot look up count as absent.
 */
export function mailauthLookup(resolver: Source): MailauthLookup {
  return async (name, type) => {
    try {
      const found = await look(resolver, name, type);
      if (found.records.length > 0) return found.records as string[] | string[][];
      throw coded(found.exists ? 'ENODATA' : 'ENOTFOUND');
    } catch (error) {
      if (error instanceof DnsFailure) throw coded(error.kind === 'timeout' ? 'ETIMEOUT' : 'ESERVFAIL');
      throw error;
    }
  };
}

async function look(resolver: Source, name: string, type: string): Promise<{ records: unknown[]; exists: boolean }> {
  switch (type) {
    case 'TXT': {
      const { records, exists } = await resolver.txt(name);
      return { records: records.map((text) => [text]), exists };
    }
    case 'A':
    case 'AAAA': {
      const { records, exists } = await resolver.address(name);
      const six = type === 'AAAA';
      return { records: records.map((one) => one.address).filter((one) => one.includes(':') === six), exists };
    }
    case 'MX': {
      const { records, exists } = await resolver.mx(name);
      return { records: records.map(({ preference, exchange }) => ({ priority: preference, exchange })), exists };
    }
    default:
      return { records: [], exists: true };
  }
}

function coded(code: string): Error {
  return Object.assign(new Error(`The name server says ${code}.`), { code });
}
