import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { TLSSocket, createSecureContext } from 'node:tls';

export interface Fault {
  /** Replies to STARTTLS with this instead of going on; null leaves STARTTLS out of EHLO. */
  startTls?: string | null;
  /** Bytes said in the clear right after "go ahead". */
  inject?: string;
  /** Hangs up: before the final dot, or after it without an answer. */
  hangUp?: 'in-data' | 'after-dot';
  /** Replies by verb, such as `{ RCPT: '550 5.1.1 no' }`; `.` is the reply to the final dot. */
  replies?: Record<string, string>;
  key?: string;
  cert?: string;
  maxVersion?: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
  ciphers?: string;
}

/** A mail server that misbehaves as told, and remembers every byte it saw, in the clear and inside TLS. */
export class FaultyServer {
  readonly clear: string[] = [];
  readonly inside: string[] = [];
  /** Messages taken with their final dot. */
  taken = 0;
  connections = 0;
  readonly #server: Server;
  readonly #fault: Fault;

  constructor(fault: Fault) {
    this.#fault = fault;
    this.#server = createServer((socket) => {
      this.connections++;
      socket.on('error', () => {});
      socket.write('220 faulty ESMTP\r\n');
      this.#talk(socket, false);
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }

  #talk(socket: Socket, secure: boolean): void {
    const { startTls, inject, hangUp, replies = {}, key, cert, maxVersion, ciphers } = this.#fault;
    let buffer = '';
    let inData = false;
    const onData = (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      (secure ? this.inside : this.clear).push(text);
      buffer += text;
      if (inData) {
        if (hangUp === 'in-data') return socket.destroy();
        if (!buffer.includes('\r\n.\r\n')) return;
        inData = false;
        buffer = '';
        this.taken++;
        if (hangUp === 'after-dot') return socket.destroy();
        return socket.write(`${replies['.'] ?? '250 2.0.0 queued as abc123'}\r\n`);
      }
      for (let end = buffer.indexOf('\r\n'); end >= 0 && !inData; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        const verb = line.split(' ')[0]!.toUpperCase();
        if (verb === 'STARTTLS') {
          if (startTls) return socket.write(`${startTls}\r\n`);
          socket.removeListener('data', onData);
          socket.write(`220 go ahead\r\n${inject ?? ''}`);
          const context = createSecureContext({
            key,
            cert,
            ciphers,
            ...(maxVersion ? { minVersion: 'TLSv1' as const, maxVersion } : {}),
          });
          const inner = new TLSSocket(socket, { isServer: true, secureContext: context });
          inner.on('error', () => {});
          return this.#talk(inner, true);
        }
        if (verb === 'EHLO') {
          const offers = ['250-faulty', ...(!secure && startTls !== null ? ['250-STARTTLS'] : []), '250 SIZE 1000000'];
          socket.write(`${offers.join('\r\n')}\r\n`);
        } else if (verb === 'DATA' && !replies['DATA']) {
          inData = true;
          socket.write('354 go\r\n');
        } else if (verb === 'QUIT') socket.end('221 bye\r\n');
        else socket.write(`${replies[verb] ?? '250 2.1.0 fine'}\r\n`);
      }
      return undefined;
    };
    socket.on('data', onData);
  }
}
