import { type Socket, createConnection } from 'node:net';
import { type TLSSocket, connect as connectTls } from 'node:tls';

/** Speaks SMTP by hand: what is written goes out as it is, and each reply comes back whole. */
export interface RawClient {
  /** Writes bytes as they are. */
  write(text: string): void;
  /** The next reply, all its lines. Rejects when the other side hangs up before one is complete. */
  reply(): Promise<string>;
  /** A command and its reply. */
  say(command: string): Promise<string>;
  upgrade(): Promise<TLSSocket>;
  /** Resolves when the other side has hung up. */
  closed: Promise<void>;
  end(): void;
}

export async function rawClient(port: number, from = '127.0.0.1'): Promise<RawClient> {
  let socket: Socket = createConnection({ host: '127.0.0.1', port, localAddress: from });
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail));
  let text = '';
  let ended = false;
  let wake = () => {};
  let hungUp = () => {};
  const closed = new Promise<void>((done) => (hungUp = done));
  const listen = () => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      ended = true;
      hungUp();
      wake();
    });
  };
  listen();
  const reply = async () => {
    for (;;) {
      const match = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(text);
      if (match) {
        text = text.slice(match[0].length);
        return match[0].trim();
      }
      if (ended) throw new Error(`hung up after: ${text}`);
      await new Promise<void>((done) => (wake = done));
    }
  };
  const write = (out: string) => void socket.write(out, 'latin1');
  return {
    write,
    reply,
    closed,
    say(command) {
      write(`${command}\r\n`);
      return reply();
    },
    async upgrade() {
      const plain = socket;
      plain.removeAllListeners();
      const secure = connectTls({ socket: plain, rejectUnauthorized: false });
      await new Promise<void>((done, fail) => secure.once('secureConnect', done).once('error', fail));
      socket = secure;
      listen();
      return secure;
    },
    end: () => void socket.destroy(),
  };
}
