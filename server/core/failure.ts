/**
 * Every expected refusal in the product, one sentence each. Anything that is not in this table is a bug and
 * reaches the outside as INTERNAL with a correlation id and nothing else, because driver errors can quote PHI.
 */
export const failures = {
  SIGN_IN_REQUIRED: 'Sign in first.',
  SIGN_IN_WRONG: 'The e-mail address or the password is not right.',
  FORBIDDEN: 'Your role does not allow this.',
  NOT_FOUND: 'There is nothing with this id here.',
  INVALID_INPUT: 'Some of what was given is not allowed.',
  REVISION_CONFLICT: 'Someone else saved this in the meantime. Reload to see their version; nothing was overwritten.',
  NAME_TAKEN: 'This name is already in use.',
  LAST_ADMIN: 'This is the last admin. Make someone else an admin first.',
  IN_USE: 'This is still used elsewhere, so it cannot be removed.',
  JOURNEY_HAS_ERRORS: 'The journey has problems that must be fixed before it can be published.',
  JOURNEY_WARNINGS_UNACKNOWLEDGED: 'The journey has warnings that must be acknowledged before it can be published.',
  PLAN_CHOICE_NEEDED: 'People stand at steps that this version removes: choose where they go.',
  PLAN_CHOICE_INVALID: 'A choice for people at removed steps is not possible.',
  JOURNEY_NOT_PUBLISHED: 'The journey has no published version yet.',
  JOURNEY_NOT_RUNNING: 'The journey is paused or ended.',
  JOURNEY_FILE_INVALID: 'The journey file cannot be read.',
  SEGMENT_INVALID: 'The segment rule is not valid.',
  FORM_INVALID: 'The form has problems.',
  TEMPLATE_INVALID: 'The template has problems.',
  TEMPLATE_RENDER_FAILED: 'The template could not be rendered for this contact.',
  ATTRIBUTE_INVALID: 'The value does not fit the attribute.',
  CONTACT_CONFLICT: 'Another contact already has this e-mail address or external id.',
  IMPORT_UNREADABLE: 'The file is not a CSV that can be read.',
  SENDER_UNVERIFIED: 'The sender identity is not verified, so it cannot send.',
  ADDRESS_CODE_WRONG: 'The code is not right, or it is too old. After five wrong ones, or an hour, ask for a new one.',
  KEY_UNUSABLE: 'The recipient key cannot be used.',
  KEY_STATE: 'The key is not where it would have to be for this any more. Look again.',
  IDEMPOTENCY_MISMATCH: 'The same Idempotency-Key was used with a different body.',
  IDEMPOTENCY_RUNNING: 'The first request with this Idempotency-Key is still running. Try again shortly.',
  RATE_LIMITED: 'Too many requests. Try again later.',
  LOCKED_OUT: 'Too many wrong attempts. Try again later.',
  PORTAL_LINK_INVALID: 'This link is not valid any more.',
  PORTAL_CODE_WRONG: 'The code is not right.',
  FILE_REFUSED: 'This file cannot be attached.',
  CLOCK_LOCKED: 'Time can only be moved in a demo or test installation.',
  CASE_STEP_REFUSED: 'The case does not allow this step now.',
  NOT_HELD: 'Only a held message can be tried again.',
  SHARING_UNCONFIRMED: 'The address is shared: say first that those who share it are meant to.',
  SHARING_CHANGED: 'Others share this address now than you were shown. Look again; nothing was confirmed.',
  DOUBT_OVER: 'The message is not in doubt any more.',
  DOUBT_TOO_EARLY: 'A bounce or an open may still settle this. A person decides after three days.',
  DOUBT_RESENT: 'It was sent again once already; now it can only be marked.',
  BREAKER_OPEN: 'The journey was paused because it sent more than its drawing allows.',
} as const;

export type FailureCode = keyof typeof failures;

/** Details never carry values a patient gave, only ids, field names, positions and counts. */
export type FailureDetails = Readonly<Record<string, unknown>>;

export class Failure extends Error {
  readonly code: FailureCode;
  readonly details: FailureDetails;
  constructor(code: FailureCode, details: FailureDetails = {}, sentence: string = failures[code]) {
    super(sentence);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
}
