import { afterAll, describe, expect, it } from 'vitest';
import { listMail, openMail } from '#server/mailbox/read.ts';
import { type MailThreads, openMailThreads } from '#mail/threads/mail-threads.ts';
import { openPool } from '#mail/threads/pool.ts';
import { messageNow, settle } from '#test/support/delivery.ts';
import { addressHash } from '#store/recipient-keys/address-hash.ts';
import { sendingRig } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

const CANARY = 'Zolpidem-canary-4412';
const good = openMailThreads();
const dying: MailThreads = openPool(new URL('./dying-thread.ts', import.meta.url));
let deaths = 0;
const threads: MailThreads = {
  run: (task, input, transfer) => (deaths-- > 0 ? dying : good).run(task, input, transfer),
  stop: async () => {
    await Promise.all([good.stop(), dying.stop()]);
  },
};
const services = { ...(await testServices()), threads };
const { sql } = services.db;
// After what uses them: hooks run last to first.
afterAll(() => threads.stop());
const rig = await sendingRig(services);

async function untilNot(id: string, state: string): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    if ((await messageNow(services, id)).state !== state) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`The message stayed ${state}.`);
}

describe('a thread that dies while it seals', () => {
  it.each(['pgpmail.example', 'smimemail.example'])(
    'to %s: the message is tried again later, sealed, and the key is not blamed',
    async (domain) => {
      const contact = await rig.contact(`ada.thread@${domain}`, { medication: CANARY });
      deaths = 1;
      const [id] = [...(await rig.queue([contact], { template: 'Refill' })).values()];
      await settle(services, [id!]);
      expect(await messageNow(services, id!)).toMatchObject({ state: 'deferred', reason: 'INTERNAL_FAULT' });
      expect(await listMail(services, { limit: 5, recipient: contact.email })).toEqual([]);
      const keys = await sql`select problem from recipient_keys where contact_id = ${contact.id}`;
      expect(keys.map((one) => one['problem'])).toEqual([null]);
      await sql`update demo_clock set offset_ms = offset_ms + 60000`;
      await untilNot(id!, 'deferred');
      await settle(services, [id!]);
      expect(await messageNow(services, id!)).toMatchObject({ state: 'sent', reason: 'PREF_E2E', attempts: 2 });
      const [listed] = await listMail(services, { limit: 5, recipient: contact.email });
      const mail = await openMail(services, listed!.id);
      expect(mail.html).toContain(CANARY);
      expect(mail.sealedBy).not.toBeNull();
    },
    60_000,
  );
});

describe('a key that cannot be sealed to', () => {
  it('is marked unusable, and the table is asked again: never the original', async () => {
    const contact = await rig.contact('ada.badkey@clearlake.example', { medication: CANARY });
    const [row] = await sql<{ id: string; wrappedKey: Uint8Array; keyVersion: number }[]>`
      select id, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts where id = ${contact.id}`;
    const sealed = services.seal.sealFor(row!, 'recipient-key', Buffer.from('a certificate once'));
    await sql`insert into recipient_keys
      (lane, contact_id, kind, fingerprint, source, state, proof, attestation, sealed, address, found_at, verified_at) values
      (${contact.lane}, ${contact.id}, 'smime', 'ab', 'enrolled', 'enrolled', 'attested', 'demo', ${sealed},
        ${addressHash(services.seal, contact.email)}, now(), now())`;
    const [id] = [...(await rig.queue([contact], { template: 'Refill' })).values()];
    await settle(services, [id!]);
    expect(await messageNow(services, id!)).toMatchObject({ state: 'sent', method: 'portal', reason: 'KEY_UNUSABLE' });
    const keys = await sql`select problem from recipient_keys where contact_id = ${contact.id}`;
    expect(keys.map((one) => one['problem'])).toEqual(['sealing-failed']);
    const mails = await listMail(services, { limit: 5, recipient: contact.email });
    expect(JSON.stringify(await Promise.all(mails.map((one) => openMail(services, one.id))))).not.toContain(CANARY);
  });
});
