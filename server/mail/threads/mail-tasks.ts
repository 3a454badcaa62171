import { type DkimKeys, signDkim } from '../compose/dkim.ts';
import { pgpMessage } from '../method/pgp-message.ts';
import { smimeMessage } from '../method/smime-message.ts';
import type { Tasks } from './task.ts';

/** Everything the mail threads do. A new task is a line here, and its name and types are known to `MailThreads.run`. */
export const mailTasks = {
  dkim: ({ message, signer, at }: { message: Uint8Array; signer: DkimKeys; at: number }) =>
    signDkim(Buffer.from(message.buffer, message.byteOffset, message.byteLength), signer, at),
  smime: smimeMessage,
  pgp: pgpMessage,
} satisfies Tasks;
