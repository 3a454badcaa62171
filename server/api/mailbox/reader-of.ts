import { Failure } from '#core/failure.ts';
import type { MailboxReader } from '../../mailbox/reader.ts';
import type { Services } from '../services.ts';

/** @throws Failure NOT_FOUND where there is no local mailbox, which is everywhere but in a demo. */
export function readerOf({ mailbox }: Pick<Services, 'mailbox'>): MailboxReader {
  if (!mailbox) throw new Failure('NOT_FOUND', {}, 'Only a demo has a local mailbox.');
  return mailbox;
}
