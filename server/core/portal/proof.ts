import type { PhiClass } from '../phi.ts';

/** What a visitor of the portal has proved in this session. */
export interface Shown {
  /** A one-time code mailed to the mailbox. */
  code: boolean;
  /** Date of birth and an attribute the organization chose. */
  second: boolean;
  /** A code that staff gave by phone, after making sure who it is. */
  staff: boolean;
}

/** What of a message decides how its reader must prove who they are. */
export interface Guarded {
  phi: PhiClass;
  /** False where row 4 of the table applied: whoever stands between could read a mailed code. */
  mailboxTrusted: boolean;
}

/** What is still to be shown before a message may be read. `apart`: nothing but a code given by phone helps. */
export type Missing = 'none' | 'code' | 'second' | 'apart';

/**
 * What is missing before this visitor may read this message. P3 asks for more than the mailbox; where the mailbox is not
 * to be trusted, a mailed code counts for nothing, and for P3 knowing things about the person does not either. What opens
 * a message opens one of a lower class, and one whose mailbox is trusted, too.
 */
export function missingProof({ phi, mailboxTrusted }: Guarded, shown: Shown): Missing {
  if (shown.staff) return 'none';
  const heightened = phi === 'P3';
  if (!mailboxTrusted) return heightened ? 'apart' : shown.second ? 'none' : 'second';
  if (heightened) return !shown.code ? 'code' : shown.second ? 'none' : 'second';
  return shown.code || shown.second ? 'none' : 'code';
}

export function mayRead(message: Guarded, shown: Shown): boolean {
  return missingProof(message, shown) === 'none';
}
