import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { SecureContext } from 'node:tls';
import { isIP } from 'node:net';
import { vettedLookup } from './public-address.ts';
import type { Resolver } from './resolver.ts';

export interface HttpsGetOptions {
  /** The name is looked up here, not by the system, and what it gives is what is connected to. */
  resolver: Pick<Resolver, 'address'>;
  allowPrivate: boolean;
  /** Whose certificates are believed. */
  context: SecureContext;
  /** Bytes of the answer; a longer one is an error, not cut. */
  most: number;
  /** From looking up the name to the last byte, milliseconds. */
  deadline: number;
  /** Tests only; a URL's own port counts first. */
  port?: number | undefined;
}

export interface HttpsAnswer {
  status: number;
  /** Lower case, without parameters; empty when there is none. */
  type: string;
  body: Buffer;
}

/** There was no usable answer; a code, never what the server said. */
export class HttpsFailure extends Error {
  readonly problem: 'refused' | 'certificate' | 'too-long' | 'timeout' | 'connect';
  constructor(problem: HttpsFailure['problem'], cause?: unknown) {
    super(`The HTTPS request failed (${problem}).`, { cause });
    this.name = 'HttpsFailure';
    this.problem = problem;
  }
}

/**
 * Fetches what strangers publish (an MTA-STS policy, a key): a valid certificate for the very host, public addresses only,
 * no redirect followed, bounded in time and size.
 * @throws HttpsFailure
 */
export function httpsGet(url: URL, options: HttpsGetOptions): Promise<HttpsAnswer> {
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  // A bare address would be connected to without being looked up, and so without being judged.
  if (url.protocol !== 'https:' || isIP(host) || url.username || url.password)
    return Promise.reject(new HttpsFailure('refused'));
  return new Promise((done, fail) => {
    // The types leave the context out, though it is handed on to the connection.
    const secure = { secureContext: options.context };
    const asked = request(url, {
      method: 'GET',
      agent: false,
      lookup: vettedLookup(options),
      ...secure,
      servername: host,
      rejectUnauthorized: true,
      signal: AbortSignal.timeout(options.deadline),
      headers: { 'user-agent': 'Stepwell', accept: '*/*' },
      ...(url.port === '' && options.port !== undefined ? { port: options.port } : {}),
    });
    asked.once('error', (error) => fail(new HttpsFailure(problemOf(error), error)));
    asked.once('response', (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      let got = 0;
      answer.on('data', (chunk: Buffer) => {
        got += chunk.length;
        if (got > options.most) {
          fail(new HttpsFailure('too-long'));
          asked.destroy();
        } else parts.push(chunk);
      });
      answer.once('error', (error) => fail(new HttpsFailure(problemOf(error), error)));
      answer.once('end', () => {
        const type = (answer.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
        done({ status: answer.statusCode ?? 0, type, body: Buffer.concat(parts) });
      });
    });
    asked.end();
  });
}

function problemOf(error: unknown): HttpsFailure['problem'] {
  if (!(error instanceof Error)) return 'connect';
  if (error.name === 'AddressRefused') return 'refused';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timeout';
  const code = 'code' in error ? String(error.code) : '';
  return /^(ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|UNVERIFIED)/.test(code)
    ? 'certificate'
    : 'connect';
}
