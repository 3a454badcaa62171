import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

export interface Fault {
  /** Replies to STARTTLS with this instead of going on; null leaves STARTTLS out of EHLO. */
  startTls?: string | null;
  /** Bytes said in the clear right after "go ahead". */
  inject?: string;
  /** Hangs up: at once, at STARTTLS, before the final dot, or after it without an answer. */
  hangUp?: 'at-once' | 'at-starttls' | 'in-data' | 'after-dot';
  /** Talks, but never gets to the point: in the clear, or after that inside TLS. */
  talks?: 'never' | 'a-byte-at-a-time' | 'without-end' | 'one-long-line';
  talksAt?: 'greeting' | 'EHLO' | 'MAIL' | '.';
  /** What it says instead of its greeting. */
  greeting?: string;
  /** Ends the connection by 421 at the sender of the message after so many. */
  endsAfter?: number;
  /** Replies by verb, such as `{ RCPT: '550 5.1.1 no' }`; `.` is the reply to the final dot. */
  replies?: Record<string, string>;
  /** ESMTP keywords besides STARTTLS and SIZE, inside TLS. */
  offers?: string[];
  /** TLS from the first byte. */
  implicit?: boolean;
  key?: string;
  cert?: string;
  maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  ciphers?: string;
}

/** A mail server that misbehaves as told, and remembers every byte it saw, in the clear and inside TLS. */
export class FaultyServer {
  readonly clear: string[] = [];
  readonly inside: string[] = [];
  /** Packets that held more than one command. */
  pipelined = 0;
  /** Messages taken with their final dot. */
  taken = 0;
  connections = 0;
  /** May be changed at any time; it holds for connections made since. */
  fault: Fault;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(fault: Fault) {
    this.fault = fault;
    this.#server = createServer((socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      const { hangUp, implicit, greeting, talksAt } = this.fault;
      if (hangUp === 'at-once') return socket.destroy();
      if (implicit) return this.#talk(this.#secure(socket), true, true);
      if (talksAt === 'greeting') return this.#babble(socket);
      socket.write(`${greeting ?? '220 faulty ESMTP'}\r\n`);
      return this.#talk(socket, false);
    });
  }

  async listen(address = '127.0.0.1', port = 0): Promise<number> {
    await new Promise<void>((done, fail) => {
      this.#server.once('error', fail);
      this.#server.listen(port, address, done);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  /** Ends every open connection, as a restart would. */
  dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #secure(socket: Socket): TLSSocket {
    const { key, cert, ciphers, maxVersion } = this.fault;
    const versions = maxVersion ? { minVersion: 'TLSv1' as const, maxVersion } : {};
    const inner = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext({ key, cert, ciphers, ...versions }),
    });
    inner.on('error', () => {});
    return inner;
  }

  #babble(socket: Socket): void {
    const { talks } = this.fault;
    if (talks === 'never') return;
    if (talks === 'one-long-line') {
      socket.write(`250-${'x'.repeat(10 * 1024 * 1024)}\r\n250 fine\r\n`);
      return;
    }
    const text = talks === 'without-end' ? '250-and another thing\r\n' : '2';
    const timer = setInterval(() => {
      if (socket.destroyed) clearInterval(timer);
      else socket.write(text);
    }, 10);
    timer.unref();
    socket.on('close', () => clearInterval(timer));
  }

  #talk(socket: Socket, secure: boolean, greets = false): void {
    const fault = this.fault;
    const { startTls, inject, hangUp, replies = {}, talksAt, offers = [], endsAfter } = fault;
    if (greets) socket.write('220 faulty ESMTP inside\r\n');
    let buffer = '';
    let inData = false;
    let taken = 0;
    const onData = (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      (secure ? this.inside : this.clear).push(text);
      if (!inData && text.trim().split('\r\n').length > 1) this.pipelined++;
      buffer += text;
      for (;;) {
        if (inData) {
          if (hangUp === 'in-data') return socket.destroy();
          const end = buffer.startsWith('.\r\n') ? 0 : buffer.indexOf('\r\n.\r\n') + 2;
          if (end === 1) return undefined;
          inData = false;
          buffer = buffer.slice(end + 3);
          this.taken++;
          taken++;
          if (hangUp === 'after-dot') return socket.destroy();
          if (talksAt === '.') return this.#babble(socket);
          socket.write(`${replies['.'] ?? '250 2.0.0 queued as abc123'}\r\n`);
          continue;
        }
        const end = buffer.indexOf('\r\n');
        if (end < 0) return undefined;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        const verb = line.split(' ')[0]!.toUpperCase();
        if (verb === talksAt && (secure || verb !== 'MAIL')) return this.#babble(socket);
        if (verb === 'STARTTLS') {
          if (hangUp === 'at-starttls') return socket.destroy();
          if (startTls) {
            socket.write(`${startTls}\r\n`);
            continue;
          }
          socket.removeListener('data', onData);
          socket.write(`220 go ahead\r\n${inject ?? ''}`);
          return this.#talk(this.#secure(socket), true);
        }
        if (verb === 'MAIL' && endsAfter !== undefined && taken >= endsAfter) {
          socket.end('421 4.7.0 enough for one connection\r\n');
          return undefined;
        }
        if (verb === 'EHLO') {
          const said = [
            '250-faulty',
            ...(!secure && startTls !== null ? ['250-STARTTLS'] : []),
            ...(secure ? offers.map((one) => `250-${one}`) : []),
            '250 SIZE 1000000',
          ];
          socket.write(`${said.join('\r\n')}\r\n`);
        } else if (verb === 'DATA' && !replies['DATA']) {
          inData = true;
          socket.write('354 go\r\n');
        } else if (verb === 'QUIT') {
          socket.end('221 bye\r\n');
          return undefined;
        } else socket.write(`${replies[verb] ?? '250 2.1.0 fine'}\r\n`);
      }
    };
    socket.on('data', onData);
  }
}
