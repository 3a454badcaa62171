import { type Socket, createConnection } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where the demo's hosts hand in what they send back: this installation's own listener. */
export interface ReturnPoint {
  host: string;
  port: number;
}

export interface Letter {
  /** Envelope sender; empty for the null one. */
  from: string;
  to: string;
  bytes: Buffer;
}

const TIMEOUT_MS = 15_000;

/**
 * Hands one mail in by SMTP, inside STARTTLS. The certificate is not looked at: this never leaves the machine.
 * @throws Error with the listener's own answer when it refuses.
 */
export async function handIn(to: ReturnPoint, letter: Letter): Promise<void> {
  let line = new Line(await open(to));
  try {
    await line.expect(220);
    await line.say('EHLO demo.example', 250);
    await line.say('STARTTLS', 220);
    line = new Line(await secure(line.socket));
    await line.say('EHLO demo.example', 250);
    await line.say(`MAIL FROM:<${letter.from}>`, 250);
    await line.say(`RCPT TO:<${letter.to}>`, 250);
    await line.say('DATA', 354);
    line.socket.write(stuffed(letter.bytes));
    await line.say('.', 250);
    line.socket.end('QUIT\r\n');
  } finally {
    setTimeout(() => line.socket.destroy(), 1_000).unref();
  }
}

/** Commands out, replies in. */
class Line {
  readonly socket: Socket;
  #text = '';
  #wake: () => void = () => {};
  #failure: Error | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('The listener said nothing.')));
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1');
      this.#wake();
    });
    socket.on('error', (error: Error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('The listener hung up.')));
  }

  say(command: string, code: number): Promise<void> {
    this.socket.write(`${command}\r\n`, 'latin1');
    return this.expect(code);
  }

  async expect(code: number): Promise<void> {
    for (;;) {
      const match = /^(\d{3}) [^\r\n]*\r\n/m.exec(this.#text);
      if (match) {
        this.#text = this.#text.slice(match.index + match[0].length);
        if (Number(match[1]) === code) return;
        throw new Error(`The listener answered ${match[0].trim()}`);
      }
      if (this.#failure) throw this.#failure;
      await new Promise<void>((done) => {
        this.#wake = done;
      });
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}

function open({ host, port }: ReturnPoint): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = createConnection({ host, port }, () => done(socket.off('error', fail)));
    socket.once('error', fail);
  });
}

function secure(socket: Socket): Promise<Socket> {
  socket.removeAllListeners('data');
  return new Promise((done, fail) => {
    const inside = connectTls({ socket, rejectUnauthorized: false }, () => done(inside.off('error', fail)));
    inside.once('error', fail);
  });
}

/** Line ends as CRLF, leading dots doubled, the last line ended. */
function stuffed(bytes: Buffer): string {
  const text = bytes.toString('latin1').replaceAll(/\r\n|\r|\n/g, '\r\n');
  return `${text.replaceAll(/^\./gm, '..')}${text.endsWith('\r\n') ? '' : '\r\n'}`;
}
