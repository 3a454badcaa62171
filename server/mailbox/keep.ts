import type { Services } from '#api/services.ts';
import type { Received } from './listener.ts';

/** Stores one received mail per recipient, sealed, before the server says 250. Answers with an id for the reply. */
export async function keepMail(services: Services, mail: Received): Promise<string> {
  const { seal } = services;
  const ids = mail.recipients.map(() => services.newId());
  const [first] = ids;
  if (!first) throw new Error('A mail without a recipient cannot be kept.');
  await services.db.sql.begin(async (tx) => {
    for (const [i, recipient] of mail.recipients.entries()) {
      await tx`
        insert into mailbox_mail (id, at, domain, recipient_hash, sealed_recipient, sealed_sender, sealed, tls)
        values (${ids[i]!}, stepwell_now(), ${mail.domain}, ${seal.lookup('email', recipient.toLowerCase())},
          ${seal.seal('mailbox:recipient', Buffer.from(recipient))},
          ${seal.seal('mailbox:sender', Buffer.from(mail.from))}, ${seal.seal('mailbox:mail', mail.bytes)},
          ${mail.tls && JSON.stringify(mail.tls)}::text::jsonb)`;
    }
  });
  return first;
}
