import { createHash } from 'node:crypto';
import { ENVELOPE_FLOOR, reaches } from '#core/delivery/assurance.ts';
import type { Assurance, Method } from '#core/delivery/facts.ts';

/** Who the SMTP envelope names. `returnPath` is made by us per message, so a bounce can be told apart from a forgery. */
export interface Envelope {
  returnPath: string;
  recipient: string;
}

/** What the evidence keeps about the bytes. */
export interface SealRecord {
  dkim: readonly string[];
  /** What sealed the body, such as `AES-256-CBC, RSA-OAEP-SHA256`; null where TLS alone protects it. */
  algorithm: string | null;
  fingerprint: string | null;
}

/**
 * A message protected by its method, ready for the wire. Only the files of this folder may make one (a test holds
 * it), so nothing can reach `send` that did not go through a method.
 */
export class Sealed {
  /** Makes the type nominal: an object of the same shape is not one. */
  readonly #made = true;
  readonly method: Exclude<Method, 'drop'>;
  /** The connection must have measured at least this; `send` compares once more. */
  readonly floor: Assurance;
  readonly bytes: Buffer;
  readonly sha256: Buffer;
  readonly envelope: Envelope;
  readonly record: SealRecord;

  constructor(from: {
    method: Sealed['method'];
    floor: Assurance;
    bytes: Buffer;
    envelope: Envelope;
    record: SealRecord;
  }) {
    if (!reaches(from.floor, ENVELOPE_FLOOR)) throw new Error('Nothing is ever sealed for a plain connection.');
    this.method = from.method;
    this.floor = from.floor;
    this.bytes = from.bytes;
    this.sha256 = createHash('sha256').update(from.bytes).digest();
    this.envelope = from.envelope;
    this.record = from.record;
  }

  static isSealed(value: object): value is Sealed {
    return #made in value && value.#made;
  }
}

/** Sealing did not work; the key is to be marked unusable and the table asked again. Never the original. */
export class SealFailed extends Error {
  readonly method: Method;
  /** A code, never a value: `no-such-key`, `encrypt`, `dkim`. */
  readonly problem: string;
  constructor(method: Method, problem: string, cause?: unknown) {
    super(`Sealing by ${method} failed (${problem}).`, { cause });
    this.name = 'SealFailed';
    this.method = method;
    this.problem = problem;
  }
}
