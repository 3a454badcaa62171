/** A server's reply. `text` is untrusted and may quote the recipient: it is shown to no one and logged nowhere. */
export interface Reply {
  code: number;
  /** RFC 3463, such as `5.1.1`; null when the server gave none. */
  enhanced: string | null;
  text: string;
  lines: string[];
}

/** The connection broke or the server does not speak SMTP; `busy`: it says not now; `auth`: it will not sign us in. */
export class WireFailure extends Error {
  readonly kind: 'connect' | 'timeout' | 'closed' | 'protocol' | 'tls' | 'busy' | 'auth';
  constructor(kind: WireFailure['kind'], cause?: unknown) {
    super(`The SMTP connection failed (${kind}).`, { cause });
    this.name = 'WireFailure';
    this.kind = kind;
  }
}

const MAX_LINE = 4_096;
const MAX_LINES = 128;

/** Collects replies out of a byte stream. Bounded: a server that never ends one is cut off. */
export class ReplyReader {
  #rest = '';
  #lines: string[] = [];
  readonly #ready: Reply[] = [];

  /** @throws WireFailure for anything that is not an SMTP reply. */
  push(chunk: Buffer): void {
    this.#rest += chunk.toString('latin1');
    let end: number;
    while ((end = this.#rest.indexOf('\n')) >= 0) {
      this.#line(this.#rest.slice(0, end).replace(/\r$/, ''));
      this.#rest = this.#rest.slice(end + 1);
    }
    if (this.#rest.length > MAX_LINE) throw new WireFailure('protocol');
  }

  next(): Reply | null {
    return this.#ready.shift() ?? null;
  }

  /** Bytes or replies nobody asked for: before STARTTLS that is an injection. */
  get leftOver(): boolean {
    return this.#rest !== '' || this.#lines.length > 0 || this.#ready.length > 0;
  }

  #line(line: string): void {
    const match = /^([2-5]\d\d)([ -]?)(.*)$/.exec(line);
    if (!match || line.length > MAX_LINE || this.#lines.length >= MAX_LINES) throw new WireFailure('protocol');
    this.#lines.push(match[3]!);
    if (match[2] === '-') return;
    const lines = this.#lines;
    this.#lines = [];
    const enhanced = /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(lines[0] ?? '')?.[1] ?? null;
    this.#ready.push({ code: Number(match[1]), enhanced, text: lines.join(' '), lines });
  }
}
