import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConnectionOptions, SecureContext, TLSSocket } from 'node:tls';
import type { Assurance } from '#core/delivery/facts.ts';
import type { HostAddress, TlsaRecord } from '../probe/resolver.ts';
import { type Credentials, signIn } from './auth.ts';
import { matchesTlsa } from './dane.ts';
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
  /** Of one reply, however many lines it has. */
  commandMs: number;
  /** From the first packet until the connection is measured: who answers slowly enough is not waited for. */
  totalMs: number;
  /** Validated TLSA records of the host (RFC 7672): one that is usable must match. */
  tlsa?: { base: string; usable: readonly TlsaRecord[]; names: readonly string[] } | null;
  /** TLS from the first byte (a relay on port 465) instead of STARTTLS. */
  implicit?: boolean;
  /** Told inside TLS alone, and only to a host whose certificate is valid. */
  credentials?: Credentials | null;
}

/** One connection to one mail host, and what it proved about itself. */
export interface Measured {
  /** Null when the connection cannot be used: it was closed, and nothing was said on it but STARTTLS. */
  wire: Wire | null;
  host: string;
  address: string;
  /** T4 where DANE proved it, on this very socket. */
  assurance: Extract<Assurance, 'T0' | 'T1' | 'T2' | 'T4'>;
  tls: TlsDetails | null;
  /** `unusable`: there are records, and none of a kind that can be compared, so encryption alone is asked for. */
  dane: 'none' | 'match' | 'mismatch' | 'unusable';
  /**
   * Why it is not better: `no-starttls`, `starttls-refused`, `handshake`, `injected`, `weak-cipher`, `dane-mismatch`, a
   * certificate code.
   */
  problem: string | null;
  /** ESMTP keywords offered inside TLS. */
  offers: ReadonlySet<string>;
}

/**
 * Connects, upgrades and measures. Says nothing of the message.
 * @throws WireFailure when there is no SMTP server to talk to (refused, silent, too slow, speaking something else).
 */
export async function measure(host: string, to: HostAddress, options: MeasureOptions): Promise<Measured> {
  const wire = await Wire.open({ address: to.address, port: to.port ?? options.port, timeoutMs: options.connectMs });
  const timer = setTimeout(() => wire.destroy('timeout'), options.totalMs);
  try {
    return await talk(wire, host, to, options);
  } catch (error) {
    wire.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function talk(wire: Wire, host: string, to: HostAddress, options: MeasureOptions): Promise<Measured> {
  const { commandMs, tlsa, name } = options;
  const hello = `EHLO ${name}`;
  const shut = (problem: string, tls: TlsDetails | null = null, dane: Measured['dane'] = 'none'): Measured => {
    wire.quit();
    return { wire: null, host, address: to.address, assurance: 'T0', tls, dane, problem, offers: new Set() };
  };
  if (!options.implicit) {
    expect(await wire.reply(commandMs), 220);
    const first = offersOf(expect(await wire.command(hello, commandMs), 250));
    if (!first.has('STARTTLS')) return shut('no-starttls');
    const answer = await wire.command('STARTTLS', commandMs);
    if (answer.code !== 220) return shut('starttls-refused');
  }
  let socket: TLSSocket;
  try {
    socket = await wire.upgrade(tlsOptions(host, options), options.connectMs);
  } catch (error) {
    if (error instanceof WireFailure && error.kind === 'timeout') throw error;
    return shut(error instanceof WireFailure && error.kind === 'protocol' ? 'injected' : 'handshake');
  }
  // Asked for once: with each call the runtime takes the first certificate off what the server sent.
  const leaf = socket.getPeerX509Certificate();
  const tls = tlsDetails(socket, leaf);
  if (!strongEnough(tls)) return shut('weak-cipher', tls);
  const dane = tlsa ? held(leaf, tlsa) : 'none';
  if (dane === 'mismatch') return shut('dane-mismatch', tls, dane);
  if (options.implicit) expect(await wire.reply(commandMs), 220);
  const offers = offersOf(expect(await wire.command(hello, commandMs), 250));
  const valid = socket.authorized && tls.verification === null;
  if (options.credentials) {
    if (!valid) return shut(tls.verification ?? 'UNVERIFIED', tls);
    await signIn(wire, options.credentials, offers, commandMs);
  }
  const assurance = dane === 'match' ? 'T4' : valid ? 'T2' : 'T1';
  const words = new Set(offers.keys());
  return { wire, host, address: to.address, assurance, tls, dane, problem: tls.verification, offers: words };
}

/**
 * servername always: it picks the certificate and is what the certificate is compared with. The verdict is read after the
 * handshake instead of ending it, because a session without a valid certificate may still carry a sealed message.
 */
function tlsOptions(host: string, { context, tlsa }: MeasureOptions): ConnectionOptions {
  const named = tlsa && tlsa.usable.length > 0 ? tlsa.base : host;
  return {
    secureContext: context,
    rejectUnauthorized: false,
    ...(isIP(named) ? { host: named } : { servername: named }),
  };
}

function held(
  leaf: X509Certificate | undefined,
  { usable, names }: NonNullable<MeasureOptions['tlsa']>,
): Measured['dane'] {
  if (usable.length === 0) return 'unusable';
  return leaf && matchesTlsa(leaf, usable, { names, at: Date.now() }) ? 'match' : 'mismatch';
}

function expect(reply: Reply, code: number): Reply {
  if (reply.code !== code)
    throw new WireFailure(reply.code === 421 || reply.code === 450 ? 'busy' : 'protocol', reply.code);
  return reply;
}

/** ESMTP keywords with their parameters. */
function offersOf(reply: Reply): Map<string, string> {
  return new Map(
    reply.lines.slice(1).map((line) => {
      const [word = '', ...rest] = line
        .trim()
        .toUpperCase()
        .split(/[\s=]+/);
      return [word, rest.join(' ')];
    }),
  );
}
