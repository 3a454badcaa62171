import { createHash, generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { afterAll, describe, expect, it } from 'vitest';
import { type ReadOutcome, openReader } from '#mail/inbound/reader.ts';
import { DnsFailure, type Resolver } from '#mail/probe/resolver.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const published = keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const zone: Record<string, string> = {
  'ada.example': 'v=spf1 ip4:192.0.2.1 -all',
  '_dmarc.ada.example': 'v=DMARC1; p=reject',
  's1._domainkey.ada.example': `v=DKIM1; k=rsa; p=${published}`,
  'evil.example': 'v=spf1 ip4:203.0.113.9 -all',
};
const none = { records: [], exists: false, validated: false };
const resolver: Resolver = {
  mx: () => Promise.resolve(none),
  address: () => Promise.resolve(none),
  tlsa: () => Promise.resolve(none),
  lookUp: () => Promise.resolve(none),
  txt: (name) => {
    if (name.endsWith('silent.example')) return Promise.reject(new DnsFailure('timeout'));
    const text = zone[name];
    return Promise.resolve(text ? { records: [text], exists: true, validated: false } : none);
  },
};
const reader = openReader(resolver);
afterAll(() => reader.stop());

const origin = { ip: '192.0.2.1', helo: 'mx.ada.example', sender: 'ada@ada.example' };
const read = (text: string, from = origin, by = reader): Promise<ReadOutcome> =>
  by.read(Buffer.from(text.replaceAll(/\r?\n/g, '\r\n')), from);
const mailOf = async (text: string, from = origin) => {
  const outcome = await read(text, from);
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome.mail;
};
const letter = (more = '', from = 'Ada <ada@ada.example>') =>
  `From: ${from}\nTo: r-x@lakeview.example\nSubject: Re: Your visit\nDate: Mon, 1 Jun 2026 10:00:00 +0000\nMessage-ID: <m1@ada.example>\nIn-Reply-To: <0199c1c0-0000-7000-8000-000000000001@lakeview.example>\n${more}\nThank you.\n`;

function nested(depth: number): string {
  let text = 'Content-Type: text/plain\n\nx\n';
  for (let i = 0; i < depth; i++)
    text = `Content-Type: multipart/mixed; boundary="b${i}"\n\n--b${i}\n${text}\n--b${i}--\n`;
  return `From: a@b.example\n${text}`;
}

describe('what is made to hurt the reader', () => {
  it.each([
    ['parts nested 500 deep', nested(500), 'too-deep'],
    ['a header that does not end', `Subject: ${'x'.repeat(400_000)}\n\nx`, 'too-large'],
    ['40,000 headers', `${'X-A: bbbbbbbbbb\n'.repeat(40_000)}\nx`, 'too-large'],
    [
      '2,000 attachments',
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: image/png\nContent-Disposition: attachment\n\nx\n'.repeat(2_000)}--b--\n`,
      'too-large',
    ],
  ])('is refused: %s', async (_what, text, problem) => {
    expect(await read(text)).toEqual({ problem });
  });

  it('is refused unread when it is larger than the listener takes', async () => {
    expect(await reader.read(Buffer.alloc((10 << 20) + 1, 120), origin)).toEqual({ problem: 'too-large' });
  });

  it('is not opened: a message within the message stays closed, and an archive stays packed', async () => {
    const inner = nested(500);
    const mail = await mailOf(
      `From: a@ada.example\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nsee within\n--o\nContent-Type: message/rfc822\n\n${inner}\n--o\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDBBQAAAAI\n--o--\n`,
    );
    expect(mail.kind.kind).toBe('reply');
    expect(mail.reply?.text).toBe('see within');
    expect(mail.reply?.attachments.map(({ type }) => type)).toEqual(['message/rfc822', 'application/zip']);
  });

  it('is killed when it takes too long, and the next mail is read by a fresh thread', async () => {
    const hasty = openReader(resolver, { readMs: 1 });
    const slow = `Content-Type: text/html\n\n${'<div>'.repeat(400_000)}`;
    expect(await read(slow, origin, hasty)).toEqual({ problem: 'too-slow' });
    await hasty.stop();
    expect((await mailOf(letter())).kind.kind).toBe('reply');
  });

  it('costs its own thread only, when it needs too much memory', async () => {
    const small = openReader(resolver, { memoryMb: 40 });
    const [heavy, after] = await Promise.all([
      read(`Content-Type: text/plain\n\n${'> a\n'.repeat(1_900_000)}`, origin, small),
      read(letter(), origin, small),
    ]);
    expect(heavy).toEqual({ problem: 'unreadable' });
    expect(after).toMatchObject({ mail: { kind: { kind: 'reply' } } });
    await small.stop();
  });

  it('is read like any other mail when it is only random bytes', async () => {
    for (let i = 0; i < 60; i++) {
      const noise = createHash('shake256', { outputLength: 3_000 }).update(String(i)).digest();
      const outcome = await reader.read(noise, origin);
      expect('mail' in outcome ? outcome.mail.kind.kind : outcome.problem).toMatch(
        /reply|unreadable|bounce|auto-reply/,
      );
    }
  });
});

describe('the sender of a reply', () => {
  const signed = async (text: string, domain = 'ada.example', selector = 's1') => {
    const bytes = Buffer.from(text.replaceAll('\n', '\r\n'));
    const key = {
      signingDomain: domain,
      selector,
      privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    };
    const { signatures } = await dkimSign(bytes, {
      ...key,
      canonicalization: 'relaxed/relaxed',
      headerList: ['From', 'To', 'Subject', 'Date', 'Message-ID'],
      signatureData: [{ ...key, algorithm: 'rsa-sha256' }],
    });
    expect(signatures).toMatch(/^DKIM-Signature:/);
    return `${signatures}${bytes.toString()}`;
  };
  const elsewhere = { ip: '203.0.113.9', helo: 'mx.evil.example', sender: 'mallory@evil.example' };

  it('is not proven by a header that says so', async () => {
    const mail = await mailOf(
      letter('Authentication-Results: mx.lakeview.example; dmarc=pass header.from=ada.example\n'),
      elsewhere,
    );
    expect(mail.authenticity).toMatchObject({ spf: 'pass', dmarc: 'fail', proven: null });
  });

  it('is not proven by another domain’s good SPF and signature', async () => {
    zone['s1._domainkey.evil.example'] = zone['s1._domainkey.ada.example']!;
    const mail = await mailOf(await signed(letter(), 'evil.example'), elsewhere);
    expect(mail.authenticity).toMatchObject({ spf: 'pass', dkim: 'pass', dmarc: 'fail', proven: null });
  });

  it('is not proven when the signed mail was changed', async () => {
    const mail = await mailOf((await signed(letter())).replace('Thank you', 'Pay me'), elsewhere);
    expect(mail.authenticity).toMatchObject({ dkim: 'neutral', dmarc: 'fail', proven: null });
  });

  it('is not proven where the domain publishes no policy, or its name servers are silent', async () => {
    const open = await mailOf(letter('', 'Bob <bob@open.example>'), { ...origin, sender: 'bob@open.example' });
    expect(open.authenticity).toMatchObject({ dmarc: 'none', proven: null });
    const silent = await mailOf(letter('', 'Bob <bob@silent.example>'), { ...origin, sender: 'bob@silent.example' });
    expect(silent.authenticity).toMatchObject({ proven: null });
  });

  it('is not proven when two From headers say two things', async () => {
    const mail = await mailOf(`From: mallory@evil.example\n${letter()}`, elsewhere);
    expect(mail.authenticity?.proven).toBeNull();
  });

  it('is proven by an aligned signature, wherever it comes from, and by aligned SPF', async () => {
    const forwarded = await mailOf(await signed(letter()), elsewhere);
    expect(forwarded.authenticity).toEqual({ spf: 'pass', dkim: 'pass', dmarc: 'pass', proven: 'ada@ada.example' });
    expect((await mailOf(letter())).authenticity).toMatchObject({
      spf: 'pass',
      dmarc: 'pass',
      proven: 'ada@ada.example',
    });
  });
});

describe('a mail as it is read', () => {
  it('gives what it answers, newest first, and what a person wrote as plain text', async () => {
    const mail = await mailOf(
      letter('References: <one@lakeview.example> <two@lakeview.example>\nContent-Type: text/html\n').replace(
        'Thank you.',
        '<p>Thank <b>you</b><script>alert(1)</script></p>',
      ),
    );
    expect(mail.answers).toEqual([
      '0199c1c0-0000-7000-8000-000000000001@lakeview.example',
      'two@lakeview.example',
      'one@lakeview.example',
    ]);
    expect(mail.reply).toMatchObject({ subject: 'Re: Your visit', from: { address: 'ada@ada.example' } });
    expect(mail.reply!.text.trim()).toBe('Thank you');
  });

  it('says that it is signed, for whoever can verify that', async () => {
    const mail = await mailOf(
      'From: ada@ada.example\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n--b\nContent-Type: text/plain\n\nHi\n--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n',
    );
    expect(mail.signed).toBe('smime');
  });
});
