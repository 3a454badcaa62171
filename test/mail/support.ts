import { generateKeyPairSync } from 'node:crypto';
import type { DkimKeys } from '#mail/compose/dkim.ts';
import type { Content } from '#mail/compose/mime.ts';

export const CANARY = 'Metformin-canary-7731';

/** A message with PHI in every place a message has. */
export function content(change: Partial<Content> = {}): Content {
  return {
    from: { name: 'Lakeview Clinic', address: 'care@lakeview.example' },
    to: { name: 'Ada Example', address: 'ada.example001@pgpmail.example' },
    replyTo: null,
    subject: `About your ${CANARY}`,
    html: `<p>Dear Ada, your ${CANARY} prescription — Привет 💧</p>`,
    text: `Dear Ada, your ${CANARY} prescription — Привет 💧\n.a line that begins with a dot\n`,
    date: Date.UTC(2026, 0, 15, 12, 0, 0),
    messageId: '<01890000-0000-7000-8000-000000000001@lakeview.example>',
    unsubscribe: 'http://127.0.0.1:4600/u/token',
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
