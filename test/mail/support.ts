import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import type { DkimKeys } from '#mail/compose/dkim.ts';
import type { Content } from '#mail/compose/mime.ts';
import type { MailSigner } from '#mail/method/signer.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';

export const CANARY = 'Metformin-canary-7731';

/** When the test messages are written. */
export const DATE = Date.UTC(2026, 0, 15, 12, 0, 0);

/** A message with PHI in every place a message has. */
export function content(change: Partial<Content> = {}): Content {
  return {
    from: { name: 'Lakeview Clinic', address: 'care@lakeview.example' },
    to: { name: 'Ada Example', address: 'ada.example001@pgpmail.example' },
    replyTo: null,
    subject: `About your ${CANARY}`,
    html: `<p>Dear Ada, your ${CANARY} prescription — Привет 💧</p>`,
    text: `Dear Ada, your ${CANARY} prescription — Привет 💧\n.a line that begins with a dot\n`,
    date: DATE,
    messageId: '<01890000-0000-7000-8000-000000000001@lakeview.example>',
    unsubscribe: 'http://127.0.0.1:4600/u/token',
    attachments: [{ filename: `${CANARY} — план.pdf`, type: 'application/pdf', bytes: Buffer.from(`%PDF ${CANARY}`) }],
    ...change,
  };
}

export const envelope = { returnPath: 'b-abc@lakeview.example', recipient: 'ada.example001@pgpmail.example' };

export interface TestSigner extends DkimKeys {
  publicKeys: Map<string, string>;
}

/** A sender domain's two DKIM keys and what its DNS would publish. */
export function signer(): TestSigner {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ed = generateKeyPairSync('ed25519');
  const der = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'der' });
  return {
    domain: 'lakeview.example',
    keys: [
      {
        selector: 'sw1r',
        algorithm: 'rsa',
        privateKey: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      },
      {
        selector: 'sw1e',
        algorithm: 'ed25519',
        privateKey: ed.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      },
    ],
    publicKeys: new Map([
      ['sw1r._domainkey.lakeview.example', `v=DKIM1; k=rsa; p=${der(rsa.publicKey).toString('base64')}`],
      [
        'sw1e._domainkey.lakeview.example',
        `v=DKIM1; k=ed25519; p=${der(ed.publicKey).subarray(-32).toString('base64')}`,
      ],
    ]),
  };
}

export interface TestMailSigner extends TestSigner, MailSigner {
  /** PEM of the certificate, and the armored public key: what a recipient would know. */
  published: { smime: string; pgp: string };
}

/** A sender with all that signs for it, as it is made for a new identity. */
export async function mailSigner(): Promise<TestMailSigner> {
  const made = await makeSenderKeys({ address: 'care@lakeview.example', fromName: 'Lakeview Clinic' }, DATE);
  const of = (kind: 'smime' | 'pgp') => made.find((one) => one.kind === kind)!;
  return {
    ...signer(),
    smime: {
      chain: [new X509Certificate(of('smime').published).raw],
      privateKey: Buffer.from(of('smime').privateKey).toString(),
    },
    pgp: { fingerprint: of('pgp').fingerprint, privateKey: of('pgp').privateKey },
    published: { smime: of('smime').published, pgp: of('pgp').published },
  };
}
