import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileKeyProvider } from '#seal/key-provider.ts';
import { openSeal, sameMac } from '#seal/seal.ts';
import { testDatabase } from '#test/support/database.ts';

const { sql } = await testDatabase();
const directory = mkdtempSync(join(tmpdir(), 'stepwell-key-'));
const seal = await openSeal(sql, fileKeyProvider(join(directory, 'key'), true));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('the seal', () => {
  it('does not open for another contact, another purpose or after a flipped bit', () => {
    const contact = seal.newContactKey(randomUUID());
    const other = seal.newContactKey(randomUUID());
    const sealed = seal.sealFor(contact, 'attributes', Buffer.from('asthma'));
    expect(text(seal.openFor(contact, 'attributes', sealed))).toBe('asthma');
    expect(() => seal.openFor(other, 'attributes', sealed)).toThrow();
    expect(() => seal.openFor({ ...contact, id: other.id }, 'attributes', sealed)).toThrow();
    expect(() => seal.openFor(contact, 'copy', sealed)).toThrow();
    for (const at of [0, 13, sealed.length - 1]) {
      const broken = Uint8Array.from(sealed);
      broken[at]! ^= 1;
      expect(() => seal.openFor(contact, 'attributes', broken)).toThrow();
    }
  });

  it('refuses a key file that is not the one the database was sealed with, in one line', async () => {
    const wrong = join(directory, 'wrong');
    writeFileSync(wrong, randomBytes(32).toString('hex'));
    await expect(openSeal(sql, fileKeyProvider(wrong, false))).rejects.toThrow(
      'is not the one this database was sealed with',
    );
    writeFileSync(wrong, 'not a key');
    expect(() => fileKeyProvider(wrong, false)).toThrow('must hold 64 hexadecimal digits');
    expect(() => fileKeyProvider(join(directory, 'none'), false)).toThrow('does not exist');
  });

  it('opens after a restart what was sealed before it', async () => {
    const sealed = seal.seal('dkim', Buffer.from('secret'));
    const again = await openSeal(sql, fileKeyProvider(join(directory, 'key'), false));
    expect(text(again.open('dkim', sealed))).toBe('secret');
    expect(sameMac(again.lookup('email', 'a@b.example'), seal.lookup('email', 'a@b.example'))).toBe(true);
    expect(sameMac(again.lookup('email', 'a@b.example'), seal.lookup('phone', 'a@b.example'))).toBe(false);
  });
});
