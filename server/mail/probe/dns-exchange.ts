import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createConnection } from 'node:net';
import { AUTHENTIC_DATA, DNSSEC_OK, type DecodedPacket, RECURSION_DESIRED, decode, encode } from 'dns-packet';
import { DnsFailure } from './resolver.ts';

export interface DnsServer {
  host: string;
  port: number;
  /** The operator named it as validating, so its AD flag is believed. */
  validating: boolean;
}

/** dns-packet decodes the code, its types leave it out. */
export type Packet = DecodedPacket & { rcode?: string };

/** A record type by its name, or `UNKNOWN_n` for one dns-packet does not decode. */
export interface Question {
  name: string;
  type: string;
}

/** Fits the smallest path of IPv6, so that an answer is not fragmented; what is longer comes by TCP. */
const UDP_SIZE = 1232;
/** More than any honest answer; a resolver that says more is not asked to be believed. */
const MOST_RECORDS = 512;

/**
 * Asks one server once: over UDP from a new port with a new id, by TCP when the answer was cut short. Datagrams that do
 * not repeat id and question are passed over, for anyone may send one. `timeoutMs` bounds each of the two.
 * @throws DnsFailure
 */
export async function exchange(server: DnsServer, question: Question, timeoutMs: number): Promise<Packet> {
  const id = randomInt(65_536);
  const query = encode({
    type: 'query',
    id,
    // AD asks for the flag back, DO for the whole validation (RFC 6840 5.7, RFC 3225).
    flags: RECURSION_DESIRED | (server.validating ? AUTHENTIC_DATA : 0),
    questions: [asked(question)],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_SIZE,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: server.validating ? DNSSEC_OK : 0,
        flag_do: server.validating,
        options: [],
      },
    ],
  });
  const accept = (bytes: Buffer) => read(bytes, id, question);
  const short = await overUdp(server, query, accept, timeoutMs);
  return short.flag_tc ? overTcp(server, query, accept, timeoutMs) : short;
}

/** dns-packet's types name only the types it decodes; the library itself takes `UNKNOWN_n`. */
function asked({ name, type }: Question): { name: string; type: 'A' } {
  return { name, type: type as 'A' };
}

/** The packet, when it answers our question; null for anything else, which may be forged. */
function read(bytes: Buffer, id: number, { name, type }: Question): Packet | null {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== id) return null;
  // Counts are in the header, so too many are refused before any is decoded.
  if (bytes.readUInt16BE(6) + bytes.readUInt16BE(8) + bytes.readUInt16BE(10) > MOST_RECORDS) return null;
  let packet: Packet;
  try {
    packet = decode(bytes);
  } catch {
    return null;
  }
  const [question, ...others] = packet.questions ?? [];
  if (packet.type !== 'response' || !question || others.length > 0) return null;
  return sameName(question.name, name) && question.type === type ? packet : null;
}

export function sameName(a: string, b: string): boolean {
  return plainName(a) === plainName(b);
}

/** Lower case, without the dot at the end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/(.)\.$/, '$1');
}

type Accept = (bytes: Buffer) => Packet | null;

function overUdp(server: DnsServer, query: Buffer, accept: Accept, timeoutMs: number): Promise<Packet> {
  return new Promise((done, fail) => {
    const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4');
    let over = false;
    const finish = (result: Packet | DnsFailure) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.close();
      if (result instanceof DnsFailure) fail(result);
      else done(result);
    };
    const timer = setTimeout(() => finish(new DnsFailure('timeout')), timeoutMs);
    socket.on('error', () => finish(new DnsFailure('timeout')));
    // Connected: the kernel drops datagrams from anyone but this server, and gives the socket a port of its own.
    socket.connect(server.port, server.host, () => {
      if (!over) socket.send(query);
    });
    socket.on('message', (bytes) => {
      const packet = accept(bytes);
      if (packet) finish(packet);
    });
  });
}

function overTcp(server: DnsServer, query: Buffer, accept: Accept, timeoutMs: number): Promise<Packet> {
  return new Promise((done, fail) => {
    const socket = createConnection({ host: server.host, port: server.port });
    const parts: Buffer[] = [];
    let got = 0;
    const finish = (result: Packet | DnsFailure) => {
      clearTimeout(timer);
      socket.destroy();
      if (result instanceof DnsFailure) fail(result);
      else done(result);
    };
    // Of the whole exchange: a server that sends a byte now and then is not waited for.
    const timer = setTimeout(() => finish(new DnsFailure('timeout')), timeoutMs);
    socket.once('error', () => finish(new DnsFailure('timeout')));
    socket.once('end', () => finish(new DnsFailure('malformed')));
    socket.on('data', (chunk: Buffer) => {
      parts.push(chunk);
      got += chunk.length;
      if (got < 2) return;
      const bytes = Buffer.concat(parts);
      const end = 2 + bytes.readUInt16BE(0);
      // The length is two bytes, so an answer is never longer than 64 KB.
      if (bytes.length >= end) finish(accept(bytes.subarray(2, end)) ?? new DnsFailure('malformed'));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}
