import { X509Certificate } from 'node:crypto';
import type { Content } from '#mail/compose/mime.ts';
import type { MailSigner } from '#mail/method/signer.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';

/** A letter of about 28 KB as it is encrypted: the size of a designed mail. */
export function letter(): Content {
  const sentence = '<p style="margin:0;font-size:16px">Your visit is on Monday. Bring your card — and questions.</p>\n';
  return {
    from: { name: 'Lakeview Clinic', address: 'care@lakeview.example' },
    to: { name: 'Ada Example', address: 'ada@one.example' },
    replyTo: null,
    subject: 'Your visit on Monday',
    html: `<html><body>${sentence.repeat(180)}</body></html>`,
    text: 'Your visit is on Monday. Bring your card — and questions.\n'.repeat(40),
    date: Date.now(),
    messageId: '<01890000-0000-7000-8000-000000000001@lakeview.example>',
    unsubscribe: null,
  };
}

/** What signs for a new sender. */
export async function senderKeys(): Promise<{
  smime: NonNullable<MailSigner['smime']>;
  pgp: NonNullable<MailSigner['pgp']>;
}> {
  const made = await makeSenderKeys({ address: 'care@lakeview.example', fromName: 'Lakeview Clinic' }, Date.now());
  const smime = made.find((one) => one.kind === 'smime')!;
  const pgp = made.find((one) => one.kind === 'pgp')!;
  return {
    smime: {
      chain: [new X509Certificate(smime.published).raw],
      privateKey: Buffer.from(smime.privateKey).toString(),
    },
    pgp: { fingerprint: pgp.fingerprint, privateKey: pgp.privateKey },
  };
}
