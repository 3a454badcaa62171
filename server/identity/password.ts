import { hashPassword } from 'better-auth/crypto';
import { Failure } from '#core/failure.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from './limits.ts';

/** Hashes a password for keeping. @throws Failure INVALID_INPUT when it is too short or too long. */
export async function hashNewPassword(password: string): Promise<string> {
  if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) {
    const sentence = `A password has ${PASSWORD_MIN} to ${PASSWORD_MAX} characters.`;
    throw new Failure('INVALID_INPUT', { field: 'password' }, sentence);
  }
  return hashPassword(password);
}
