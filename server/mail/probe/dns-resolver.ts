import type { Answer as DnsAnswer } from 'dns-packet';
import { DnsCache } from './dns-cache.ts';
import { type DnsServer, type Packet, exchange, plainName } from './dns-exchange.ts';
import {
  type Answer,
  DnsFailure,
  type HostAddress,
  type MxRecord,
  type RawType,
  type Resolver,
  type TlsaRecord,
  rawTypes,
} from './resolver.ts';

export interface DnsOptions {
  /** Of one question to one server, milliseconds. */
  timeoutMs?: number;
  /** How long a failure is not asked about again, milliseconds. */
  failureMs?: number;
  now?: () => number;
}

const TIMEOUT_MS = 3_000;
const FAILURE_MS = 5_000;
const ROUNDS = 2;
/** Aliases followed before a name counts as a loop. */
const MOST_ALIASES = 8;
/** However long an answer says it holds, seconds. What is not there is looked for again sooner. */
const LONGEST = 3_600;
const LONGEST_ABSENCE = 300;

/**
 * Asks recursive name servers over UDP, by TCP when the answer was cut short. Each server is tried twice, in turn; what
 * they say is kept for as long as they say it holds.
 * @throws DnsFailure when none gave a usable answer.
 */
export function dnsResolver(servers: readonly DnsServer[], options: DnsOptions = {}): Resolver {
  if (servers.length === 0) throw new Error('No name server is known; set DNS_SERVERS to host:port.');
  const { timeoutMs = TIMEOUT_MS, failureMs = FAILURE_MS, now = Date.now } = options;
  const cache = new DnsCache<Answer<DnsAnswer>>({ now, failureMs });
  const ask = (name: string, type: string): Promise<Answer<DnsAnswer>> => {
    const asked = plainName(name);
    return cache.get(`${type} ${asked}`, async () => {
      const { holds, ...value } = await askAll(servers, asked, type, timeoutMs);
      return { value, holdsMs: holds * 1000 };
    });
  };
  const records = async <T>(name: string, type: string, read: (one: DnsAnswer) => T[]): Promise<Answer<T>> => {
    const answer = await ask(name, type);
    return { ...answer, records: answer.records.flatMap(read) };
  };
  return {
    mx: (domain) =>
      records(domain, 'MX', (one): MxRecord[] =>
        one.type === 'MX'
          ? [{ preference: one.data.preference ?? 0, exchange: plainName(one.data.exchange) || '.' }]
          : [],
      ),
    async address(host) {
      const read = (one: DnsAnswer): HostAddress[] =>
        one.type === 'A' || one.type === 'AAAA' ? [{ address: one.data }] : [];
      // Both or neither: an attacker who makes one of them fail must not make the other look unvalidated or complete.
      const [four, six] = await Promise.all([records(host, 'A', read), records(host, 'AAAA', read)]);
      const canonical = four.canonical ?? six.canonical;
      return {
        records: [...four.records, ...six.records],
        exists: four.exists || six.exists,
        validated: four.validated && six.validated,
        ...(canonical === undefined ? {} : { canonical }),
      };
    },
    txt: (name) =>
      records(name, 'TXT', (one) =>
        one.type === 'TXT'
          ? [
              [one.data]
                .flat()
                .map((part) => part.toString())
                .join(''),
            ]
          : [],
      ),
    tlsa: (name) =>
      records(name, 'TLSA', (one): TlsaRecord[] => {
        if (one.type !== 'TLSA') return [];
        const { usage, selector, matchingType: matching, certificate } = one.data;
        return [{ usage, selector, matching, data: certificate.toString('hex') }];
      }),
    lookUp: (name: string, type: RawType) =>
      records(name, `UNKNOWN_${rawTypes[type]}`, (one) =>
        'data' in one && Buffer.isBuffer(one.data) ? [one.data] : [],
      ),
  };
}

/** An answer and for how many seconds it holds. */
type Held = Answer<DnsAnswer> & { holds: number };

/** Follows aliases that a server left open, each as another question; the whole is validated only if every part was. */
async function askAll(servers: readonly DnsServer[], name: string, type: string, timeoutMs: number): Promise<Held> {
  let asked = name;
  let validated = true;
  let holds = LONGEST;
  for (let hops = 0; hops <= MOST_ALIASES; hops++) {
    const answer = await askEach(servers, asked, type, timeoutMs);
    validated &&= answer.validated;
    holds = Math.min(holds, answer.holds);
    const { open, target, records, exists } = answer;
    if (!open) return { records, exists, validated, holds, ...(target === name ? {} : { canonical: target }) };
    asked = target;
  }
  throw new DnsFailure('malformed');
}

async function askEach(
  servers: readonly DnsServer[],
  name: string,
  type: string,
  timeoutMs: number,
): Promise<Followed> {
  let last: DnsFailure | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    for (const server of servers) {
      try {
        const packet = await exchange(server, { name, type }, timeoutMs);
        return judge(packet, name, type, server.validating);
      } catch (error) {
        const failure = error instanceof DnsFailure ? error : new DnsFailure('malformed');
        // "Bogus" says more than silence: it is what is told when both were met.
        if (last?.kind !== 'servfail') last = failure;
      }
    }
  }
  throw last ?? new DnsFailure('timeout');
}

interface Followed extends Held {
  /** Where the aliases in this answer end. */
  target: string;
  /** They end at a name this answer says nothing about. */
  open: boolean;
}

/** Takes from an answer what belongs to the question, through its aliases, and nothing else that may lie beside it. */
function judge(packet: Packet, name: string, type: string, validating: boolean): Followed {
  const code = packet.rcode ?? 'SERVFAIL';
  if (code === 'SERVFAIL') throw new DnsFailure('servfail');
  if (code !== 'NOERROR' && code !== 'NXDOMAIN') throw new DnsFailure('refused');
  const answers = (packet.answers ?? []).filter((one) => !('class' in one) || one.class === 'IN');
  let target = name;
  let holds = LONGEST;
  for (let hops = 0; ; hops++) {
    if (hops > MOST_ALIASES) throw new DnsFailure('malformed');
    const alias = answers.find((one) => one.type === 'CNAME' && plainName(one.name) === target);
    if (alias?.type !== 'CNAME' || type === 'CNAME') break;
    target = plainName(alias.data);
    holds = Math.min(holds, alias.ttl ?? 0);
  }
  const records = answers.filter((one) => one.type === type && plainName(one.name) === target);
  for (const one of records) holds = Math.min(holds, 'ttl' in one ? (one.ttl ?? 0) : 0);
  const absence = records.length === 0 ? absenceOf(packet) : null;
  return {
    records,
    exists: code !== 'NXDOMAIN',
    validated: validating && packet.flag_ad,
    holds: records.length > 0 ? holds : Math.min(holds, absence ?? 0),
    target,
    open: records.length === 0 && target !== name && code === 'NOERROR' && absence === null,
  };
}

/** For how long what is not there may be taken as not there (RFC 2308); null when the answer does not say that it is not. */
function absenceOf({ authorities = [] }: Packet): number | null {
  const start = authorities.find((one) => one.type === 'SOA');
  if (start?.type !== 'SOA') return null;
  return Math.min(start.ttl ?? 0, start.data.minimum ?? 0, LONGEST_ABSENCE);
}
