import { type DkimKeys, signDkim } from '../compose/dkim.ts';
import type { Content } from '../compose/mime.ts';
import { Recent } from '../recent.ts';
import { TaskFailed } from '../threads/task.ts';

/** A key that was checked when it was enrolled and again when it was loaded. */
export interface RecipientKey {
  fingerprint: string;
  /** Binary OpenPGP key, or DER certificate. */
  material: Uint8Array;
}

/** What a mail thread is given to seal one message. `Signing` is what signs inside, by the method. */
export interface SealingJob<Signing> {
  content: Content;
  dkim: DkimKeys;
  signing: Signing;
  key: RecipientKey;
}

/** What it makes of it: the message as it goes out, and what the evidence keeps. */
export interface SealedBytes {
  bytes: Uint8Array;
  dkim: readonly string[];
  algorithm: string;
}

/**
 * Names the part of the work that failed, and nothing of what was worked on: `encrypt` is the recipient's key, `sign`
 * the sender's, `dkim` the domain's.
 */
export function failingAs<T>(code: 'encrypt' | 'sign' | 'dkim', work: () => T): T;
export function failingAs(code: 'encrypt' | 'sign' | 'dkim', work: () => unknown): unknown {
  const failed = () => {
    throw new TaskFailed(code);
  };
  try {
    const made = work();
    return made instanceof Promise ? made.catch(failed) : made;
  } catch {
    return failed();
  }
}

const signers = new Recent<string, DkimKeys>(200);

/** Signs the whole message for the sender's domain. What crossed to the thread before is not parsed again. */
export function signForDomain(message: Buffer, dkim: DkimKeys, at: number): ReturnType<typeof signDkim> {
  const known = signers.get(JSON.stringify(dkim), () => dkim);
  return failingAs('dkim', () => signDkim(message, known, at));
}
