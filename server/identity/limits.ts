/** A session nobody used for this long is over. Seconds. */
export const IDLE_SECONDS = 30 * 60;
/** A session is over after this long however much it is used. Milliseconds. */
export const ABSOLUTE_MS = 12 * 3_600_000;
/** Wrong passwords in a row before an account is locked, and for how long (milliseconds). */
export const WRONG_PASSWORDS = 5;
export const LOCKOUT_MS = 15 * 60_000;
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;
/** Our own header carrying the peer address of the socket to better-auth; whatever a client sends in it is replaced. */
export const CLIENT_ADDRESS = 'x-stepwell-client-address';
