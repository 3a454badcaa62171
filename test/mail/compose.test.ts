import { createHmac } from 'node:crypto';
import { assert, asyncProperty, string } from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '#mail/compose/address.ts';
import { alternative, assemble, outerHeaders } from '#mail/compose/mime.ts';
import { readMessageAddress, returnPath } from '#mail/compose/return-path.ts';
import { stuffed } from '#mail/session/send.ts';
import { content } from './support.ts';

const compose = (change: Parameters<typeof content>[0]) => {
  const one = content(change);
  return assemble(outerHeaders(one, one.subject), alternative(one.text, one.html));
};

describe('a composed message', () => {
  it('cannot be given another header or recipient by a name or a subject', async () => {
    const evil = 'Ada\r\nBcc: thief@evil.example\r\n\r\n<script>, "x" <thief@evil.example>';
    const bytes = compose({ to: { name: evil, address: 'ada@one.example' }, subject: evil });
    const mail = await PostalMime.parse(bytes);
    expect(mail.bcc ?? []).toEqual([]);
    expect(mail.to).toHaveLength(1);
    expect(mail.to![0]!.address).toBe('ada@one.example');
    expect(mail.html).toContain('Dear Ada');
    expect(bytes.toString().split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
  });

  it('says what was written, whatever that is', async () => {
    const words = string({ unit: 'grapheme', maxLength: 300 });
    await assert(
      asyncProperty(words, words, words, async (name, subject, text) => {
        const bytes = compose({ to: { name, address: 'ada@one.example' }, subject, text, html: `<p>x</p>` });
        const lines = bytes.toString('latin1').split('\r\n');
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
        expect(lines.every((line) => /^[\t\x20-\x7e]*$/.test(line))).toBe(true);
        const mail = await PostalMime.parse(bytes);
        const clean = (value: string) =>
          value
            .toWellFormed()
            .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
            .replaceAll(/\s+/g, ' ')
            .trim();
        expect(clean(mail.subject ?? '')).toBe(clean(subject));
        expect(mail.to).toMatchObject([{ address: 'ada@one.example' }]);
        expect(clean(mail.text ?? '')).toBe(clean(text));
      }),
      { numRuns: 300 },
    );
  });

  it('has every line that begins with a dot doubled on the wire', () => {
    expect(stuffed(Buffer.from('.a\r\nb\r\n..c\r\n.')).toString()).toBe('..a\r\nb\r\n...c\r\n..\r\n');
  });
});

describe('an address', () => {
  it.each(['ada@one.example', "o'brien+x@sub.one.example", 'ADA@ONE.example'])('%s is taken', (text) => {
    expect(parseAddress(text)).not.toBeNull();
  });

  it.each([
    'ada',
    'ada@localhost',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'a b@one.example',
    'ada@one.example\r\nRCPT TO:<x@y.example>',
    'ada@one.example, eve@evil.example',
    '"ada"@one.example',
    '<ada@one.example>',
    'ada@one..example',
    '.ada@one.example',
    `${'a'.repeat(65)}@one.example`,
    'ada\u0000@one.example',
    'адa@one.example',
  ])('%j is refused', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('the return path', () => {
  const seal = {
    mac: (purpose: string, value: string) => createHmac('sha256', 'k').update(`${purpose}:${value}`).digest(),
  };
  const id = '01890000-0000-7000-8000-0000000000ab';

  it('names its message whatever the case, and is not believed when altered', () => {
    const address = returnPath(seal, 7, id, 'lakeview.example');
    expect(address.split('@')[0]!.length).toBeLessThanOrEqual(64);
    expect(readMessageAddress(seal, address.toUpperCase())).toEqual({ purpose: 'bounce', lane: 7, messageId: id });
    for (let i = 2; i < 40; i += 7) {
      const swapped = address[i] === 'a' ? 'b' : 'a';
      expect(readMessageAddress(seal, address.slice(0, i) + swapped + address.slice(i + 1))).toBe('forged');
    }
  });
});
