import { type Hash, createHash } from 'node:crypto';
import { type Socket, createConnection } from 'node:net';
import { type ConnectionOptions, type TLSSocket, connect as connectTls } from 'node:tls';
import { type Reply, ReplyReader, WireFailure } from './reply.ts';

interface Waiter {
  done(reply: Reply): void;
  fail(error: WireFailure): void;
}

/**
 * One SMTP conversation over a socket: commands out, replies in, in order. Knows nothing of what it carries.
 * Keeps a running SHA-256 of both directions for the evidence; the body is not part of it, its own hash is.
 */
export class Wire {
  #socket: Socket;
  #reader = new ReplyReader();
  #waiter: Waiter | null = null;
  #broken: WireFailure | null = null;
  #timer: NodeJS.Timeout | null = null;
  #unlisten: () => void = () => {};
  readonly #transcript: Hash = createHash('sha256');
  /** Messages handed over on it so far. */
  used = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  /** @throws WireFailure `connect` or `timeout`. */
  static open(to: { address: string; port: number; timeoutMs: number }): Promise<Wire> {
    return new Promise((done, fail) => {
      const socket = createConnection({ host: to.address, port: to.port, noDelay: true });
      const onError = (cause: unknown) => {
        clearTimeout(timer);
        fail(new WireFailure('connect', cause));
      };
      const timer = setTimeout(() => {
        socket.destroy();
        fail(new WireFailure('timeout'));
      }, to.timeoutMs);
      socket.once('error', onError);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', onError);
        done(new Wire(socket));
      });
    });
  }

  get closed(): boolean {
    return this.#broken !== null || this.#socket.destroyed;
  }

  /** SHA-256 of the conversation so far, in hexadecimal. */
  transcript(): string {
    return this.#transcript.copy().digest('hex');
  }

  /** Waits for a reply to something already sent, such as the greeting. */
  reply(timeoutMs: number): Promise<Reply> {
    return new Promise((done, fail) => {
      if (this.#broken) return fail(this.#broken);
      this.#waiter = { done, fail };
      this.#timer = setTimeout(() => this.#break(new WireFailure('timeout')), timeoutMs);
      this.#settle();
    });
  }

  /** `shown` is what the transcript keeps instead of a line that holds a secret. */
  command(line: string, timeoutMs: number, shown: string = line): Promise<Reply> {
    try {
      this.say([line], shown);
    } catch (error) {
      return Promise.reject(error instanceof WireFailure ? error : new WireFailure('protocol', error));
    }
    return this.reply(timeoutMs);
  }

  /** Sends commands in one go; their replies are then waited for one by one (RFC 2920). @throws WireFailure */
  say(lines: readonly string[], shown: string = lines.join('\nC: ')): void {
    // A line break inside a command would be a second command.
    if (lines.some((line) => /[\r\n\0]/.test(line))) throw new WireFailure('protocol');
    if (this.#broken) throw this.#broken;
    this.#transcript.update(`C: ${shown}\n`);
    this.#socket.write(`${lines.join('\r\n')}\r\n`, 'latin1');
  }

  /** Something was said that nobody asked for. */
  get leftOver(): boolean {
    return this.#reader.leftOver;
  }

  /** Sends bytes and waits until the kernel took them all. */
  write(bytes: Buffer, timeoutMs: number): Promise<void> {
    return new Promise((done, fail) => {
      if (this.#broken) return fail(this.#broken);
      const timer = setTimeout(() => {
        const failure = new WireFailure('timeout');
        this.#break(failure);
        fail(failure);
      }, timeoutMs);
      this.#socket.write(bytes, (cause) => {
        clearTimeout(timer);
        if (cause) fail(new WireFailure('closed', cause));
        else done();
      });
    });
  }

  /**
   * Turns the conversation into TLS. Whatever the server said before the handshake and nobody asked for would be
   * believed as said inside it, so it ends the connection (STARTTLS response injection).
   * @throws WireFailure `tls` when the handshake fails, `protocol` on injected bytes.
   */
  upgrade(options: ConnectionOptions, timeoutMs: number): Promise<TLSSocket> {
    const plain = this.#socket;
    if (this.#reader.leftOver) {
      const injected = new WireFailure('protocol');
      this.#break(injected);
      return Promise.reject(injected);
    }
    this.#unlisten();
    this.#reader = new ReplyReader();
    return new Promise((done, fail) => {
      const secure = connectTls({ ...options, socket: plain });
      const stop = (cause: unknown) => {
        clearTimeout(timer);
        const failure = new WireFailure('tls', cause);
        this.#break(failure);
        secure.destroy();
        plain.destroy();
        fail(failure);
      };
      const timer = setTimeout(() => stop('handshake timed out'), timeoutMs);
      secure.once('error', stop);
      const onClose = () => stop('closed during the handshake');
      secure.once('close', onClose);
      secure.once('secureConnect', () => {
        clearTimeout(timer);
        secure.off('error', stop).off('close', onClose);
        this.#socket = secure;
        this.#transcript.update('TLS\n');
        this.#listen(secure);
        done(secure);
      });
    });
  }

  /** Says goodbye without waiting for it. */
  quit(): void {
    if (!this.closed) this.#socket.end('QUIT\r\n');
    setTimeout(() => this.#socket.destroy(), 2_000).unref();
  }

  destroy(kind: 'closed' | 'timeout' = 'closed'): void {
    this.#break(new WireFailure(kind));
  }

  #listen(socket: Socket): void {
    const onData = (chunk: Buffer) => {
      try {
        this.#reader.push(chunk);
      } catch (error) {
        this.#break(error instanceof WireFailure ? error : new WireFailure('protocol'));
        return;
      }
      this.#settle();
    };
    const onError = (cause: unknown) => this.#break(new WireFailure('closed', cause));
    const onEnd = () => this.#break(new WireFailure('closed'));
    socket.on('data', onData).on('error', onError).on('close', onEnd).on('end', onEnd);
    this.#unlisten = () => {
      socket.off('data', onData).off('error', onError).off('close', onEnd).off('end', onEnd);
    };
  }

  #settle(): void {
    if (!this.#waiter) return;
    const reply = this.#reader.next();
    if (!reply) return;
    this.#transcript.update(`S: ${reply.code} ${reply.lines.join('\n')}\n`);
    const waiter = this.#waiter;
    this.#clear();
    waiter.done(reply);
  }

  #break(failure: WireFailure): void {
    this.#broken ??= failure;
    const waiter = this.#waiter;
    this.#clear();
    this.#socket.destroy();
    waiter?.fail(this.#broken);
  }

  #clear(): void {
    this.#waiter = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
