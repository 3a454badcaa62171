/** A mailed code works once, for this many minutes. */
export const CODE_MINUTES = 10;
export const CODE_DIGITS = 8;
/** A code given by phone is longer, so that the two are told apart, and lives as long as a call. */
export const PHONE_CODE_MINUTES = 15;
export const PHONE_CODE_DIGITS = 12;

/** Wrong codes or answers of one recipient before the lock, and how long it holds. New codes do not reset the count. */
export const WRONG_PER_RECIPIENT = 5;
export const RECIPIENT_LOCK_MINUTES = 30;
/** Locks in a day after which only staff open again. */
export const LOCKS_BEFORE_STAFF = 3;

/** Wrong ones from one network address within an hour, whoever they were for, and how long it is then refused. */
export const WRONG_PER_ADDRESS = 20;
export const ADDRESS_LOCK_MINUTES = 60;

/** Codes mailed in an hour because of one recipient's links; and the pause between two, seconds. */
export const CODES_PER_HOUR = 6;
export const RESEND_SECONDS = 30;

/** A session ends when unused this long, and after some hours however busy it is. */
export const IDLE_MINUTES = 15;
export const SESSION_HOURS = 8;

const MB = 1 << 20;
export const REPLY_FILES = 5;
/** All attachments of a recipient's reply together, bytes. */
export const REPLY_BYTES = 10 * MB;
export const REPLY_TEXT = 20_000;
/** All attachments of an answer from staff together, bytes: they travel inside the request. */
export const ANSWER_BYTES = 2 * MB;

/** The passphrase of a sealed file, characters. */
export const PASSPHRASE_LEAST = 10;
