import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createConnection } from 'node:net';
import {
  AUTHENTIC_DATA,
  type Answer as DnsAnswer,
  type DecodedPacket,
  RECURSION_DESIRED,
  decode,
  encode,
} from 'dns-packet';
import {
  type Answer,
  DnsFailure,
  type HostAddress,
  type MxRecord,
  type Resolver,
  type TlsaRecord,
} from './resolver.ts';

export interface DnsServer {
  host: string;
  port: number;
  /** The operator named it as validating, so its AD flag is believed. */
  validating: boolean;
}

type Kind = 'MX' | 'A' | 'AAAA' | 'TXT' | 'TLSA';

const TIMEOUT_MS = 3_000;
const ROUNDS = 2;

/**
 * Asks recursive name servers over UDP, by TCP when the answer was cut short. Each server is tried twice.
 * @throws DnsFailure when none gave a usable answer.
 */
export function dnsResolver(servers: readonly DnsServer[]): Resolver {
  if (servers.length === 0) throw new Error('No name server is known; set DNS_SERVERS to host:port.');
  const ask = async (name: string, type: Kind): Promise<Answer<DnsAnswer>> => {
    let last = new DnsFailure('timeout');
    for (let round = 0; round < ROUNDS; round++) {
      for (const server of servers) {
        try {
          return await askOne(server, name, type);
        } catch (error) {
          last = error instanceof DnsFailure ? error : new DnsFailure('malformed');
        }
      }
    }
    throw last;
  };
  return {
    async mx(domain) {
      const answer = await ask(domain, 'MX');
      const records = answer.records.flatMap((one): MxRecord[] =>
        one.type === 'MX'
          ? [
              {
                preference: one.data.preference ?? 0,
                exchange: one.data.exchange.toLowerCase().replace(/(.)\.$/, '$1'),
              },
            ]
          : [],
      );
      return { ...answer, records };
    },
    async address(host) {
      const [four, six] = await Promise.all([ask(host, 'A'), ask(host, 'AAAA')]);
      const records = [...four.records, ...six.records].flatMap((one): HostAddress[] =>
        one.type === 'A' || one.type === 'AAAA' ? [{ address: one.data }] : [],
      );
      return { records, exists: four.exists || six.exists, validated: four.validated && six.validated };
    },
    async txt(name) {
      const answer = await ask(name, 'TXT');
      const records = answer.records.flatMap((one) =>
        one.type === 'TXT'
          ? [
              [one.data]
                .flat()
                .map((part) => part.toString())
                .join(''),
            ]
          : [],
      );
      return { ...answer, records };
    },
    async tlsa(name) {
      const answer = await ask(name, 'TLSA');
      const records = answer.records.flatMap((one): TlsaRecord[] =>
        one.type === 'TLSA'
          ? [
              {
                usage: one.data.usage,
                selector: one.data.selector,
                matching: one.data.matchingType,
                data: one.data.certificate.toString('hex'),
              },
            ]
          : [],
      );
      return { ...answer, records };
    },
  };
}

async function askOne(server: DnsServer, name: string, type: Kind): Promise<Answer<DnsAnswer>> {
  const id = randomInt(65_536);
  const query = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED | (server.validating ? AUTHENTIC_DATA : 0),
    questions: [{ type, name }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1232,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
  let packet = read(await overUdp(server, query, id), id, name, type);
  if (packet.flag_tc) packet = read(await overTcp(server, query), id, name, type);
  const code = packet.rcode ?? 'SERVFAIL';
  if (code === 'SERVFAIL') throw new DnsFailure('servfail');
  if (code !== 'NOERROR' && code !== 'NXDOMAIN') throw new DnsFailure('refused');
  return {
    records: packet.answers ?? [],
    exists: code !== 'NXDOMAIN',
    validated: server.validating && packet.flag_ad,
  };
}

/** dns-packet decodes the code, its types leave it out. */
type Decoded = DecodedPacket & { rcode?: string };

/** Believes an answer only when it repeats our id and question: anything else may be forged. */
function read(bytes: Buffer, id: number, name: string, type: Kind): Decoded {
  const packet: Decoded = decode(bytes);
  const [asked] = packet.questions ?? [];
  if (packet.type !== 'response' || packet.id !== id || !asked) throw new DnsFailure('malformed');
  const same = asked.name.toLowerCase().replace(/\.$/, '') === name.toLowerCase().replace(/\.$/, '');
  if (!same || asked.type !== type) throw new DnsFailure('malformed');
  return packet;
}

function overUdp(server: DnsServer, query: Buffer, id: number): Promise<Buffer> {
  return new Promise((done, fail) => {
    const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4');
    const finish = (result: Buffer | DnsFailure) => {
      clearTimeout(timer);
      socket.close();
      if (result instanceof DnsFailure) fail(result);
      else done(result);
    };
    const timer = setTimeout(() => finish(new DnsFailure('timeout')), TIMEOUT_MS);
    socket.once('error', () => finish(new DnsFailure('timeout')));
    // Connected: the kernel drops datagrams from anyone but this server.
    socket.connect(server.port, server.host, () => socket.send(query));
    socket.on('message', (bytes) => {
      if (bytes.length >= 12 && bytes.readUInt16BE(0) === id) finish(bytes);
    });
  });
}

function overTcp(server: DnsServer, query: Buffer): Promise<Buffer> {
  return new Promise((done, fail) => {
    const socket = createConnection({ host: server.host, port: server.port });
    let got = Buffer.alloc(0);
    const finish = (result: Buffer | DnsFailure) => {
      socket.destroy();
      if (result instanceof DnsFailure) fail(result);
      else done(result);
    };
    socket.setTimeout(TIMEOUT_MS, () => finish(new DnsFailure('timeout')));
    socket.once('error', () => finish(new DnsFailure('timeout')));
    socket.once('end', () => finish(new DnsFailure('malformed')));
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) finish(got.subarray(2, 2 + got.readUInt16BE(0)));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}
