import { afterAll } from 'vitest';
import type { AnswerKind } from '#core/example-answers.ts';
import { composeAnswer } from '#server/mailbox/answers.ts';
import { handIn, type Letter } from '#server/mailbox/hand-in.ts';
import { startMailbox } from '#server/mailbox/mailbox.ts';
import { openTransport } from '#server/delivery/start.ts';
import { openCleanup } from '#server/cleanup.ts';
import { openInbound } from '#server/inbound/start.ts';
import { type SignedReplyHook, readBatch } from '#server/inbound/read-loop.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { messageAddress } from '#mail/compose/return-path.ts';
import { openReader } from '#mail/inbound/reader.ts';
import type { AddressPurpose } from '#core/inbound/addressed.ts';
import { findSuppressions } from '#store/suppressions/find.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { openDelivery } from '#test/cases/dispatch.ts';
import { type Recipient, deliveryRig, messageNow } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';

export interface InboundRow {
  id: string;
  state: string;
  problem: string | null;
  finding: Record<string, string> | null;
  messageId: string | null;
  attempts: number;
}

/**
 * The real listener over a real socket, the real mail hosts of the demo, and the reading one batch at a time, so that a
 * test decides what happens between the 250 and the reading.
 */
export async function inboundRig() {
  const services = await testServices();
  services.config.inbound = true;
  const { sql } = services.db;
  const cleanup = openCleanup(new AbortController().signal, services.log);
  await openInbound({ inbound: { host: '127.0.0.1', port: 0, tls: null } }, services, cleanup);
  const returns = services.returns!;
  const mailbox = await startMailbox({ services, returns });
  const transport = openTransport(services, {
    resolver: mailbox.resolver,
    caCertificates: mailbox.caCertificates,
    port: 25,
    allowPrivateNetworks: false,
  });
  const reader = openReader(mailbox.resolver);
  afterAll(async () => {
    transport.stop();
    await mailbox.stop();
    await cleanup.run();
    await reader.stop();
  });
  const people = await deliveryRig(services);
  const delivery = openDelivery(services, transport);
  let worker = 0;

  return {
    services,
    sql,
    people,
    delivery,
    mailbox,
    returns,
    walkWorld: openWalkWorld(services),
    /** A message to this address, delivered as far as it goes. */
    send: async (email: string, send: Parameters<typeof people.queue>[1] = {}) => {
      const contact = await people.contact(email, { medication: 'Zolpidem' });
      const id = (await people.queue([contact], send)).get(contact.id)!;
      await delivery.run();
      return { contact, id };
    },
    address: (to: Recipient, id: string, purpose: AddressPurpose = 'bounce') =>
      messageAddress(services.seal, purpose, { lane: to.lane, id }, 'lakeview.example'),
    /** Hands a mail in over SMTP: when it resolves, 250 was heard. */
    handIn: (letter: Letter) => handIn(returns, letter),
    /** What such a host or reader sends back about a message, handed in. */
    answer: async (
      kind: AnswerKind,
      to: Recipient,
      id: string,
      change: (letter: Letter) => Letter = (one) => one,
    ): Promise<void> => {
      const returnPath = messageAddress(services.seal, 'bounce', { lane: to.lane, id }, 'lakeview.example');
      const replyTo = messageAddress(services.seal, 'reply', { lane: to.lane, id }, 'lakeview.example');
      const bytes = Buffer.from(
        `From: <care@lakeview.example>\r\nReply-To: <${replyTo}>\r\nMessage-ID: <${id}@lakeview.example>\r\nSubject: Your visit\r\n\r\n`,
      );
      const letter = composeAnswer(
        kind,
        { returnPath, recipient: to.email, bytes },
        { at: await services.now(), id: services.newId() },
      );
      await handIn(returns, change(letter));
    },
    /** Reads all that waits, as one reader. @returns how many batches */
    read: async (onSigned?: SignedReplyHook): Promise<number> => {
      const name = `reader-${worker++}`;
      let batches = 0;
      while ((await readBatch(services, reader, name, onSigned)) > 0) batches++;
      return batches;
    },
    rows: () => sql<InboundRow[]>`
      select id, state, problem, finding, message_id as "messageId", attempts from inbound_mail order by received_at, id`,
    newest: async (): Promise<InboundRow> => {
      const [row] = await sql<InboundRow[]>`
        select id, state, problem, finding, message_id as "messageId", attempts from inbound_mail
        order by received_at desc, id desc limit 1`;
      return row!;
    },
    message: (id: string) => messageNow(services, id),
    eventsOf: async (id: string): Promise<string[]> => {
      const rows = await sql<{ kind: string; name: string | null }[]>`
        select kind, name from events where message_id = ${id} order by at, id`;
      return rows.map(({ kind, name }) => (name === null ? kind : `${kind} ${name}`));
    },
    suppressed: (email: string) => findSuppressions(sql, suppressionHash(services.seal, email)!),
    replies: (id: string) =>
      sql<
        { id: string; contactId: string; senderId: string | null; proof: string; state: string; sealed: Uint8Array }[]
      >`
        select id, contact_id as "contactId", sender_id as "senderId", proof, state, sealed from replies
        where message_id = ${id} order by received_at, id`,
  };
}
