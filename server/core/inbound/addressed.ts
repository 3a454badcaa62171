/**
 * Why an inbound mail was kept for staff instead of being acted upon, a sentence each. Such a mail changes nothing: it is
 * counted, kept sealed for a while, and shown.
 */
export const inboundProblems = {
  'forged-address': 'It was sent to a return or reply address that this installation did not make.',
  'unknown-message': 'Its address was made here, but the message or its contact is gone.',
  'never-sent': 'It says that a message came back which was never handed over.',
  'too-old': 'It came so long after the message that it says nothing about the address any more.',
  'no-message': 'It was sent to a common address of ours, and nothing in it proves which message it is about.',
  'too-large': 'It has more bytes, parts or headers than are read.',
  'too-deep': 'Its parts are nested deeper than is read.',
  'too-slow': 'Reading it took too long; the reading was stopped.',
  unreadable: 'It could not be read.',
  refused: 'What it says could not be written down; it was tried several times.',
} as const;
export type InboundProblem = keyof typeof inboundProblems;

/** What an address of ours is for. `bounce` is the envelope sender (VERP), `reply` stands in Reply-To. */
export type AddressPurpose = 'bounce' | 'reply' | 'unsubscribe';

/** Whom a mail reached: an address made here for one message, one that only looks like it, or one that anybody knows. */
export type Addressed =
  | { kind: AddressPurpose; lane: number; messageId: string }
  | { kind: 'forged' }
  /** `postmaster`, `abuse`, `fbl`, or a sender identity's own address. */
  | { kind: 'common' };

/** Local parts that every mail domain of ours has: the first two by RFC 2142, the last for feedback loops. */
export const COMMON_LOCALS: readonly string[] = ['postmaster', 'abuse', 'fbl'];
