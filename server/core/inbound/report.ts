/** What was read of a mail that may be about one of ours, before anything is concluded. Plain text, nothing decoded left. */
export interface InboundMail {
  /** Lower-case names, in order; values unfolded. */
  headers: readonly { name: string; value: string }[];
  /** The first text a person would read, HTML made plain. */
  text: string;
  /** Body of a `message/delivery-status` part (RFC 3464), if there is one. */
  deliveryStatus: string | null;
  /** Body of a `message/feedback-report` part (RFC 5965), if there is one. */
  feedbackReport: string | null;
  /** SMTP envelope sender; empty for a bounce, as RFC 5321 4.5.5 asks. Null when not known. */
  returnPath: string | null;
}

/** Why a message did not arrive. `hard`: the address itself will never work, so it is suppressed. */
export const bounceCauses = [
  'unknown-address',
  'unknown-domain',
  'moved',
  'no-mail-accepted',
  'mailbox-disabled',
  'mailbox-full',
  'too-large',
  'policy',
  'content',
  'sender',
  'not-compliant',
  'rate',
  'expired',
  'network',
  'system',
  'filtered',
  'other',
] as const;
export type BounceCause = (typeof bounceCauses)[number];

/** What became of one recipient. */
export interface RecipientOutcome {
  /** As the report names it; null when it names none. */
  address: string | null;
  action: 'failed' | 'delayed' | 'delivered';
  /** RFC 3463; what the report says, else what its words mean. */
  status: string;
  cause: BounceCause;
  hard: boolean;
}

/** What an inbound mail is. */
export type InboundKind =
  | { kind: 'bounce'; recipients: readonly RecipientOutcome[] }
  /** A feedback loop report: `abuse`, `fraud`, `virus`, `opt-out`, `not-spam`, `auth-failure` or another word. */
  | { kind: 'complaint'; feedback: string }
  /** A machine answered (RFC 3834): neither a reply nor a bounce. */
  | { kind: 'auto-reply' }
  | { kind: 'reply' };
