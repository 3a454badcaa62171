import { parentPort } from 'node:worker_threads';
import type { MailauthLookup } from '#mail/probe/mailauth-lookup.ts';
import type { Origin } from './authenticate.ts';
import { Unreadable } from './parse.ts';
import { type ReadMail, readInbound } from './read.ts';

export interface ReadRequest {
  kind: 'read';
  id: number;
  bytes: Uint8Array;
  origin: Origin;
}

export interface DnsAnswer {
  kind: 'dns';
  id: number;
  /** Null: there is no such record or no answer, as `code` says. */
  records: string[] | string[][] | null;
  code: string | null;
}

export type ReadAnswer =
  | { kind: 'ready' }
  | { kind: 'read'; id: number; mail: ReadMail }
  | { kind: 'unreadable'; id: number; problem: Unreadable['problem'] }
  | { kind: 'dns'; id: number; name: string; type: string };

const port = parentPort;
if (!port) throw new Error('read-worker.ts runs as a worker thread only.');

const asking = new Map<number, { resolve: (found: string[] | string[][]) => void; reject: (error: Error) => void }>();
let nextAsk = 1;

const lookup: MailauthLookup = (name, type) =>
  new Promise((resolve, reject) => {
    const id = nextAsk++;
    asking.set(id, { resolve, reject });
    say({ kind: 'dns', id, name, type });
  });

port.on('message', (message: ReadRequest | DnsAnswer) => {
  if (message.kind === 'read') void read(message).then(say);
  else settle(message);
});
say({ kind: 'ready' });

function say(answer: ReadAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  port!.postMessage(answer);
}

async function read({ id, bytes, origin }: ReadRequest): Promise<ReadAnswer> {
  try {
    return { kind: 'read', id, mail: await readInbound(bytes, origin, lookup) };
  } catch (error) {
    return { kind: 'unreadable', id, problem: error instanceof Unreadable ? error.problem : 'unreadable' };
  }
}

function settle({ id, records, code }: DnsAnswer): void {
  const waiting = asking.get(id);
  asking.delete(id);
  if (records) waiting?.resolve(records);
  else waiting?.reject(Object.assign(new Error('no such record'), { code: code ?? 'ENOTFOUND' }));
}
