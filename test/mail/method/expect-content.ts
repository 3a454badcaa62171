import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { expect } from 'vitest';
import type { Content } from '#mail/compose/mime.ts';
import type { TestSigner } from '../support.ts';

/** What reached the recipient is what was written, headers and files included. */
export async function expectContent(entity: Uint8Array, written: Content): Promise<void> {
  const mail = await PostalMime.parse(entity);
  const lines = (text: string | undefined) => (text ?? '').replaceAll(/\r\n|\r/g, '\n').replace(/\n+$/, '');
  expect(mail.subject ?? '').toBe(written.subject);
  expect(mail.from).toMatchObject({ name: written.from.name, address: written.from.address });
  expect(mail.to).toMatchObject([{ address: written.to.address }]);
  expect(mail.messageId).toBe(written.messageId);
  expect(lines(mail.html)).toBe(lines(written.html));
  expect(lines(mail.text)).toBe(lines(written.text));
  expect(
    mail.attachments.map(({ filename, mimeType, content }) => ({ filename, type: mimeType, bytes: bytesOf(content) })),
  ).toEqual(
    (written.attachments ?? []).map(({ filename, type, bytes }) => ({ filename, type, bytes: Buffer.from(bytes) })),
  );
}

function bytesOf(content: string | ArrayBuffer | Uint8Array): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
}

/** Both DKIM signatures are good, and cover what must not be forged. */
export async function expectDkim(bytes: Buffer, { publicKeys }: TestSigner): Promise<void> {
  const { results } = await dkimVerify(bytes, {
    resolver: (name: string) => {
      const found = publicKeys.get(name);
      return found
        ? Promise.resolve([[found]])
        : Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    },
  });
  expect(results.map((one) => one.status.result)).toEqual(['pass', 'pass']);
  const covered = [...bytes.toString('latin1').matchAll(/\bh=([^;]+);/g)].map((one) =>
    one[1]!.replaceAll(/\s/g, '').split(':'),
  );
  expect(covered).toHaveLength(2);
  for (const names of covered)
    expect(names).toEqual(expect.arrayContaining(['From', 'List-Unsubscribe', 'List-Unsubscribe-Post']));
}

/** Nothing of what is inside shows outside, in any encoding a header or body could have it in. */
export function expectNothingOutside(bytes: Buffer, canary: string): void {
  const whole = bytes.toString('latin1');
  const decoded = [...whole.matchAll(/[A-Za-z0-9+/\r\n]{16,}/g)].map((one) =>
    Buffer.from(one[0], 'base64').toString('latin1'),
  );
  for (const text of [whole, ...decoded]) {
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64').slice(4, 20));
  }
  expect(whole).toMatch(/^Subject: \[\.\.\.\]\r$/m);
  expect(whole).not.toMatch(/filename="?(?!smime\.p7m|encrypted\.asc)[^"\s]/);
}
