import type { SecureContext, TLSSocket } from 'node:tls';
import type { Assurance } from '#core/delivery/facts.ts';
import type { HostAddress } from '../probe/resolver.ts';
import { type Reply, WireFailure } from './reply.ts';
import { type TlsDetails, strongEnough, tlsDetails } from './tls-details.ts';
import { Wire } from './wire.ts';

export interface MeasureOptions {
  /** What we call ourselves in EHLO. */
  name: string;
  /** The authorities believed, and the ciphers allowed; made once, it is costly. */
  context: SecureContext;
  port: number;
  connectMs: number;
  commandMs: number;
}

/** One connection to one mail host, and what it proved about itself. */
export interface Measured {
  /** Null when the connection is not encrypted: it was closed, and nothing was said on it but STARTTLS. */
  wire: Wire | null;
  host: string;
  address: string;
  assurance: Extract<Assurance, 'T0' | 'T1' | 'T2'>;
  tls: TlsDetails | null;
  /** Why it is not better: `no-starttls`, `starttls-refused`, `handshake`, `injected`, `weak-cipher`, a certificate code. */
  problem: string | null;
  /** ESMTP keywords offered inside TLS. */
  offers: ReadonlySet<string>;
}

/**
 * Connects, upgrades and measures. Says nothing of the message.
 * @throws WireFailure when there is no SMTP server to talk to (refused, silent, closing, speaking something else).
 */
export async function measure(host: string, to: HostAddress, options: MeasureOptions): Promise<Measured> {
  const wire = await Wire.open({ address: to.address, port: to.port ?? options.port, timeoutMs: options.connectMs });
  const measured = { host, address: to.address };
  const plain = (problem: string): Measured => {
    wire.quit();
    return { ...measured, wire: null, assurance: 'T0', tls: null, problem, offers: new Set() };
  };
  try {
    expect(await wire.reply(options.commandMs), 220);
    const first = offersOf(expect(await wire.command(`EHLO ${options.name}`, options.commandMs), 250));
    if (!first.has('STARTTLS')) return plain('no-starttls');
    const answer = await wire.command('STARTTLS', options.commandMs);
    if (answer.code !== 220) return plain('starttls-refused');
  } catch (error) {
    wire.destroy();
    throw error;
  }
  let socket: TLSSocket;
  try {
    // servername always: it picks the certificate and is what the certificate is compared with. The verdict is
    // read below instead of aborting here, because an unauthenticated session may still carry a sealed message.
    socket = await wire.upgrade(
      { secureContext: options.context, servername: host, rejectUnauthorized: false },
      options.connectMs,
    );
  } catch (error) {
    wire.destroy();
    const injected = error instanceof WireFailure && error.kind === 'protocol';
    return {
      ...measured,
      wire: null,
      assurance: 'T0',
      tls: null,
      problem: injected ? 'injected' : 'handshake',
      offers: new Set(),
    };
  }
  const tls = tlsDetails(socket);
  if (!strongEnough(tls)) return { ...plain('weak-cipher'), tls };
  try {
    const offers = offersOf(expect(await wire.command(`EHLO ${options.name}`, options.commandMs), 250));
    const assurance = socket.authorized && tls.verification === null ? 'T2' : 'T1';
    return { ...measured, wire, assurance, tls, problem: tls.verification, offers };
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

function expect(reply: Reply, code: number): Reply {
  if (reply.code !== code) throw new WireFailure('protocol', reply.code);
  return reply;
}

function offersOf(reply: Reply): Set<string> {
  return new Set(reply.lines.slice(1).map((line) => line.trim().split(/\s+/)[0]!.toUpperCase()));
}
