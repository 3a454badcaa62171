import type { Services } from '#api/services.ts';
import type { Received } from './listener.ts';

/** Stores one received mail per recipient, sealed, before the server says 250. Answers with an id for the reply. */
export async function keepMail(services: Services, mail: Received): Promise<string> {
  const { seal } = services;
  const at = new Date(await services.now());
  const rows = mail.recipients.map((recipient) => ({
    id: services.newId(),
    at,
    domain: mail.domain,
    recipient_hash: seal.lookup('email', recipient.toLowerCase()),
    sealed_recipient: seal.seal('mailbox:recipient', Buffer.from(recipient)),
    sealed: seal.seal('mailbox:mail', mail.bytes),
    tls: mail.tls,
  }));
  const [first] = rows;
  if (!first) throw new Error('A mail without a recipient cannot be kept.');
  await services.db.sql`insert into mailbox_mail ${services.db.sql(rows)}`;
  return first.id;
}
