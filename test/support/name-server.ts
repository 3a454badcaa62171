import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import {
  type Answer,
  AUTHENTIC_DATA,
  type Packet,
  RECURSION_AVAILABLE,
  TRUNCATED_RESPONSE,
  decode,
  encode,
} from 'dns-packet';

/** What the stub says to one question; `null` says nothing at all. */
export type Says = Partial<Pick<Packet, 'answers' | 'authorities' | 'questions' | 'id'>> & {
  /** 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED. */
  code?: number;
  validated?: boolean;
  truncated?: boolean;
};

export interface Zone {
  /** By `NAME TYPE`; a name with any entry exists. Types dns-packet does not know are `UNKNOWN_n`. */
  [question: string]: Answer[] | Says | null;
}

export interface NameServer {
  host: string;
  port: number;
  /** Questions asked, as `NAME TYPE`, over UDP and over TCP. */
  udp: string[];
  tcp: string[];
  /** May be changed at any time. */
  zone: Zone;
  /** Spoils what is sent over UDP: other bytes, more than one datagram, or none. */
  spoil: ((bytes: Buffer, query: Buffer) => Buffer[]) | null;
  close(): void;
}

/** A resolver over real UDP and TCP that answers from a table, as a validating one would; it lies as told. */
export async function nameServer(zone: Zone, defaults: Says = { validated: true }): Promise<NameServer> {
  const answerTo = (query: Buffer, transport: 'udp' | 'tcp'): Buffer | null => {
    const asked = decode(query);
    const [question] = asked.questions ?? [];
    const name = (question?.name ?? '').toLowerCase();
    const key = `${name} ${String(question?.type)}`;
    made[transport].push(key);
    const found = made.zone[key];
    if (found === null) return null;
    const exists = Object.keys(made.zone).some((one) => one.startsWith(`${name} `));
    const says: Says = Array.isArray(found) ? { answers: found } : (found ?? {});
    const { code = found === undefined && !exists ? 3 : 0, validated = defaults.validated, ...rest } = says;
    const cut = transport === 'udp' && says.truncated === true;
    const flags = RECURSION_AVAILABLE | (validated ? AUTHENTIC_DATA : 0) | (cut ? TRUNCATED_RESPONSE : 0) | code;
    return encode({
      type: 'response',
      id: rest.id ?? asked.id ?? 0,
      flags,
      questions: rest.questions ?? asked.questions ?? [],
      answers: cut ? [] : (rest.answers ?? []),
      authorities: rest.authorities ?? [],
    });
  };
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const bytes = answerTo(query, 'udp');
    if (!bytes) return;
    for (const one of made.spoil ? made.spoil(bytes, query) : [bytes]) socket.send(one, from.port, from.address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const { port } = socket.address();
  const server = createServer((client) => {
    client.on('error', () => {});
    client.on('data', (chunk: Buffer) => {
      const bytes = answerTo(chunk.subarray(2), 'tcp');
      if (!bytes) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      client.write(Buffer.concat([length, bytes]));
    });
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const made: NameServer = {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    udp: [],
    tcp: [],
    zone,
    spoil: null,
    close() {
      socket.close();
      server.close();
    },
  };
  return made;
}
