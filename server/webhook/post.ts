import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent, request } from 'node:https';
import type { SecureContext } from 'node:tls';
import type { AttemptResult, WebhookProblem } from '#core/webhook/retry.ts';
import { DnsFailure, type Resolver } from '#mail/probe/resolver.ts';
import { AddressRefused, publicAddresses, vettedLookup } from '#mail/probe/public-address.ts';

export interface PostOptions {
  resolver: Pick<Resolver, 'address'>;
  /** ALLOW_PRIVATE_NETWORKS: addresses inside, and http, are allowed. Tests only. */
  allowPrivate: boolean;
  /** Whose certificates are believed. */
  context: SecureContext;
  /** Milliseconds an attempt may take, from looking up the name to the end of the answer. */
  deadline?: number;
}

/** Sends one body to a URL; says what came of it and never throws. */
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<AttemptResult>;

const DEADLINE = 15_000;
/** Bytes of an answer that are read, and thrown away; a longer one is cut off. */
const LONGEST_ANSWER = 64 * 1024;
const CONNECTIONS_PER_HOST = 8;
const LONGEST_RETRY_AFTER = 24 * 3600;

/**
 * Posts over connections it keeps open. Only to addresses it has vetted, over TLS with a valid certificate, following
 * no redirect, for a bounded time and reading a bounded answer.
 */
export function openPost(options: PostOptions): { post: Post; close(): void } {
  const { allowPrivate, deadline = DEADLINE, context } = options;
  const shared = { keepAlive: true, maxSockets: CONNECTIONS_PER_HOST, maxFreeSockets: 2, timeout: 30_000 };
  const secure = new Agent({ ...shared, minVersion: 'TLSv1.2' });
  const plain = new HttpAgent(shared);
  const lookup = vettedLookup(options);

  const post: Post = async (url, headers, body) => {
    try {
      const to = new URL(url);
      if (to.protocol !== 'https:' && !allowPrivate) return { kind: 'fault', problem: 'https_required' };
      // A bare address is connected to without being looked up: it has to be judged here.
      await refuseLiteral(to, options);
      const bytes = Buffer.from(body);
      return await new Promise<AttemptResult>((done, fail) => {
        const asked = to.protocol === 'https:' ? request : httpRequest;
        const sent = asked(to, {
          method: 'POST',
          agent: to.protocol === 'https:' ? secure : plain,
          lookup,
          ...(to.protocol === 'https:' ? { secureContext: context } : {}),
          signal: AbortSignal.timeout(deadline),
          headers: {
            'user-agent': 'Stepwell',
            'content-type': 'application/json; charset=utf-8',
            'content-length': bytes.length,
            ...headers,
          },
        });
        sent.once('error', fail);
        sent.once('response', (answer: IncomingMessage) => readThrough(answer, () => done(answerOf(answer))));
        sent.end(bytes);
      });
    } catch (error) {
      return { kind: 'fault', problem: problemOf(error) };
    }
  };
  return {
    post,
    close() {
      secure.destroy();
      plain.destroy();
    },
  };
}

async function refuseLiteral({ hostname }: URL, options: PostOptions): Promise<void> {
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  if (/^[\d.]+$/.test(host) || host.includes(':')) await publicAddresses(host, options);
}

/** Reads the answer so that the connection can be used again, or cuts it off. The status counts either way. */
function readThrough(answer: IncomingMessage, done: () => void): void {
  let read = 0;
  answer.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > LONGEST_ANSWER) answer.destroy();
  });
  answer.once('close', done);
  answer.once('error', done);
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): AttemptResult {
  const seconds = Number(headers['retry-after']);
  const asked = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, LONGEST_RETRY_AFTER) * 1000 : null;
  return { kind: 'answer', status: statusCode, retryAfterMs: asked };
}

function problemOf(error: unknown): WebhookProblem {
  if (error instanceof AddressRefused) return 'address_refused';
  if (error instanceof DnsFailure) return 'unreachable';
  if (!(error instanceof Error)) return 'fault';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timed_out';
  const code = 'code' in error ? String(error.code) : '';
  if (/^(ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(code)) return 'tls';
  if (/^(ECONN|EHOST|ENET|ENOTFOUND|EPIPE|ETIMEDOUT|EAI_|EADDR|HPE_)/.test(code)) return 'unreachable';
  return 'fault';
}
