import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sealedFile } from '#api/portal/sealed-file.ts';
import { CANARY, portalRig } from './rig.ts';

const { waiting, reader, auditOf, sql } = await portalRig();
const PASSPHRASE = 'correct horse ñ battery';

async function open(file: string, passphrase: string): Promise<{ subject: string; html: string; files: unknown[] }> {
  const held = JSON.parse(/id="data">([^<]+)</.exec(file)![1]!) as Record<'salt' | 'nonce' | 'sealed', string> & {
    rounds: number;
  };
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const base = await webcrypto.subtle.importKey('raw', Buffer.from(passphrase), 'PBKDF2', false, ['deriveKey']);
  const key = await webcrypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(held.salt), iterations: held.rounds },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['decrypt'],
  );
  const plain = await webcrypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(held.nonce) }, key, bytes(held.sealed));
  return JSON.parse(Buffer.from(plain).toString()) as { subject: string; html: string; files: unknown[] };
}

describe('a message saved as a sealed file', () => {
  it('opens with its passphrase and with no other, and shows nothing without it', async () => {
    const one = await waiting();
    const user = await reader(one);
    const saved = await user.post(`${user.place}/sealed`, { passphrase: PASSPHRASE, again: PASSPHRASE });
    expect(saved.status).toBe(200);
    expect(String(saved.headers['content-disposition'])).toMatch(/^attachment; filename="secure-message.html"/);
    expect(saved.headers['cache-control']).toBe('no-store');
    expect(saved.body).not.toContain('canary');
    expect(saved.body).not.toContain('refill');
    expect(saved.body).toContain('default-src &#39;none&#39;; script-src &#39;sha256-');
    // The style's own addresses apart, nothing leads anywhere.
    expect(saved.body).not.toMatch(/(?:src|href)="/);
    await expect(open(saved.body, `${PASSPHRASE} `)).rejects.toThrow();
    expect(await open(saved.body, PASSPHRASE)).toMatchObject({
      subject: 'Your refill',
      html: expect.stringContaining(CANARY) as unknown,
    });
    expect(await auditOf(one.contact, 'portal.download')).toHaveLength(1);
    expect(JSON.stringify(await sql`select details from audit`)).not.toContain('horse');
  });

  it('is never the same twice, and carries its attachments', async () => {
    const message = {
      subject: 'S',
      html: '<p>H</p>',
      text: 'T',
      from: 'F',
      sent: 'today',
      files: [{ name: 'a.txt', type: 'text/plain', bytes: Buffer.from('abc') }],
    };
    const [first, second] = await Promise.all([0, 1].map(() => sealedFile(message, PASSPHRASE, 'es')));
    expect(first!.equals(second!)).toBe(false);
    expect(await open(first!.toString(), PASSPHRASE)).toMatchObject({ files: [{ name: 'a.txt', base64: 'YWJj' }] });
  });

  it('refuses a short passphrase or two that differ, and saves nothing', async () => {
    const one = await waiting();
    const user = await reader(one);
    for (const form of [
      { passphrase: 'short', again: 'short' },
      { passphrase: PASSPHRASE, again: `${PASSPHRASE}x` },
      { passphrase: '', again: '' },
    ]) {
      const refused = await user.post(`${user.place}/sealed`, form);
      expect(refused.status).toBe(400);
      expect(refused.headers['content-disposition']).toBeUndefined();
    }
    expect(await auditOf(one.contact, 'portal.download')).toEqual([]);
  });
});
