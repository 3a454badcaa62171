import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { nameServer } from './name-server.ts';
import { seeded } from '#test/support/random.ts';

/**
 * The recipients' mail server, a process of its own that nobody kills. It takes mail by STARTTLS only, writes down
 * what it took (message id, recipient, subject) and syncs that to disk before it answers the dot; of a given share
 * it then hangs up instead of answering.
 */
const { values } = parseArgs({
  options: {
    record: { type: 'string' },
    identity: { type: 'string' },
    host: { type: 'string' },
    lose: { type: 'string' },
    seed: { type: 'string' },
  },
});
const identity = values.identity!;
const context = createSecureContext({
  key: readFileSync(`${identity}.key`),
  cert: readFileSync(`${identity}.crt`),
  minVersion: 'TLSv1.2',
});
const lose = Number(values.lose);
const random = seeded(Number(values.seed));
const file = await open(values.record!, 'a');

let accepted = 0;
let lost = 0;
let told = 0;
let waiting: { line: string; answer: () => void }[] = [];
let writing = false;

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.write('220 sink ESMTP\r\n');
  talk(socket, false);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const dns = await nameServer(values.host!);
process.send!({ smtp: (server.address() as AddressInfo).port, dns });
setInterval(() => {
  if (accepted === told) return;
  told = accepted;
  process.send!({ accepted, lost });
}, 20);
process.on('disconnect', () => process.exit(0));

function talk(socket: Socket, secure: boolean): void {
  let rest: Buffer = Buffer.alloc(0);
  let body: Buffer[] | null = null;
  let recipient = '';
  const say = (line: string) => void socket.write(`${line}\r\n`);
  const onData = (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length > 0) {
      if (body) {
        // The dot is a line of its own; what came before it is kept until then.
        const end = rest.indexOf('\r\n.\r\n');
        if (end < 0) return;
        body.push(rest.subarray(0, end));
        rest = rest.subarray(end + 5);
        take(Buffer.concat(body), recipient, socket, say);
        body = null;
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) return;
      const line = rest.subarray(0, end).toString('latin1');
      rest = rest.subarray(end + 2);
      const verb = line.split(' ')[0]!.toUpperCase();
      if (verb === 'STARTTLS' && !secure) {
        socket.removeListener('data', onData);
        say('220 go ahead');
        const inner = new TLSSocket(socket, { isServer: true, secureContext: context });
        inner.on('error', () => {});
        talk(inner, true);
        return;
      }
      if (verb === 'EHLO') say(secure ? '250-sink\r\n250-8BITMIME\r\n250 SIZE 10000000' : '250-sink\r\n250 STARTTLS');
      else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else if (!secure) say('530 5.7.0 STARTTLS first');
      else if (verb === 'DATA') {
        body = [];
        say('354 go');
      } else {
        if (verb === 'RCPT') recipient = /<([^>]*)>/.exec(line)?.[1] ?? '';
        say('250 2.1.0 fine');
      }
    }
  };
  socket.on('data', onData);
}

function take(message: Buffer, to: string, socket: Socket, say: (line: string) => void): void {
  const head = message
    .subarray(0, message.indexOf('\r\n\r\n'))
    .toString('latin1')
    .replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'im').exec(head)?.[1] ?? '';
  const silent = random() < lose;
  const line = JSON.stringify({ id: header('message-id'), to, subject: header('subject'), lost: silent });
  const answer = () => {
    accepted++;
    if (silent) {
      lost++;
      socket.destroy();
    } else say(`250 2.0.0 queued as ${accepted}`);
  };
  waiting.push({ line, answer });
  void write();
}

/** One sync for all that came in meanwhile. */
async function write(): Promise<void> {
  if (writing) return;
  writing = true;
  while (waiting.length > 0) {
    const batch = waiting;
    waiting = [];
    await file.write(`${batch.map(({ line }) => line).join('\n')}\n`);
    await file.datasync();
    for (const { answer } of batch) answer();
  }
  writing = false;
}
