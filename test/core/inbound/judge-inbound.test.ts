import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bounceRules } from '#core/inbound/bounce-rules.ts';
import { judgeInbound } from '#core/inbound/judge-inbound.ts';
import type { InboundMail } from '#core/inbound/report.ts';

const mail = (parts: Partial<InboundMail> & { subject?: string; from?: string } = {}): InboundMail => ({
  headers: [
    { name: 'from', value: parts.from ?? 'MAILER-DAEMON@mx.example' },
    { name: 'subject', value: parts.subject ?? 'Undelivered Mail Returned to Sender' },
    ...(parts.headers ?? []),
  ],
  text: parts.text ?? '',
  deliveryStatus: parts.deliveryStatus ?? null,
  feedbackReport: parts.feedbackReport ?? null,
  returnPath: parts.returnPath ?? '',
});

const status = (fields: string) =>
  `Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ana@clinic.example\n${fields}`;

describe('a delivery report', () => {
  it.each([
    [
      'an unknown user is hard',
      'Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown',
      'unknown-address',
      '5.1.1',
      true,
    ],
    [
      'a full mailbox is not',
      'Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full',
      'mailbox-full',
      '5.2.2',
      false,
    ],
    [
      'the server’s own code counts more than a vague field',
      'Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.7.26 DMARC policy',
      'sender',
      '5.7.26',
      false,
    ],
    [
      'an unknown sender is not an unknown recipient',
      'Action: failed\nStatus: 5.1.8\nDiagnostic-Code: smtp; 553 5.1.8 Domain of sender address does not exist',
      'sender',
      '5.1.8',
      false,
    ],
    [
      'a temporary failure is never hard',
      'Action: delayed\nStatus: 4.1.1\nDiagnostic-Code: smtp; 450 4.1.1 User unknown in table',
      'unknown-address',
      '4.1.1',
      false,
    ],
    [
      '“unknown user” only after DATA is a filter’s verdict',
      'Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Unknown user (in reply to end of DATA command)',
      'filtered',
      '5.0.0',
      false,
    ],
    [
      'a number in an address is no status',
      'Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 554 host 5.1.1.7 refused',
      'other',
      '5.0.0',
      false,
    ],
  ])('%s', (_, fields, cause, code, hard) => {
    const judged = judgeInbound(mail({ deliveryStatus: status(fields) }));
    expect(judged).toMatchObject({
      kind: 'bounce',
      recipients: [{ address: 'ana@clinic.example', cause, status: code, hard }],
    });
  });

  it('that says the mail arrived is told as delivered', () => {
    const judged = judgeInbound(mail({ deliveryStatus: status('Action: relayed\nStatus: 2.1.5') }));
    expect(judged).toMatchObject({ recipients: [{ action: 'delivered', hard: false }] });
  });

  it('in prose alone is read too, each recipient for itself', () => {
    const text =
      'Unable to deliver message to the following addresses.\n\n<ana@clinic.example>:\n550 5.1.1 no such user\n\n<ben@clinic.example>:\n552 5.2.2 mailbox full\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <x@y.example>';
    expect(judgeInbound(mail({ text }))).toMatchObject({
      recipients: [
        { address: 'ana@clinic.example', status: '5.1.1', hard: true },
        { address: 'ben@clinic.example', status: '5.2.2', hard: false },
      ],
    });
  });
});

describe('what is no bounce', () => {
  it('a person’s answer that quotes one of our bounces is a reply', () => {
    const text = 'Thank you, I will come.\n\n> could not be delivered, user unknown';
    expect(
      judgeInbound(
        mail({ from: 'ana@clinic.example', subject: 'Re: Your visit', text, returnPath: 'ana@clinic.example' }),
      ),
    ).toEqual({ kind: 'reply' });
  });

  it.each([
    ['an out-of-office note', { subject: 'Out of office: Re: Your visit', from: 'ana@clinic.example' }],
    [
      'anything auto-submitted',
      {
        subject: 'Ticket 17',
        from: 'desk@clinic.example',
        headers: [{ name: 'auto-submitted', value: 'auto-replied' }],
      },
    ],
    [
      'what says it is bulk',
      { subject: 'Re: hello', from: 'a@b.example', headers: [{ name: 'precedence', value: 'bulk' }] },
    ],
  ])('%s is an automatic reply', (_, parts) => {
    expect(judgeInbound(mail({ returnPath: 'a@b.example', ...parts }))).toEqual({ kind: 'auto-reply' });
  });

  it('a feedback report is a complaint, whatever else it carries', () => {
    const feedbackReport = 'Feedback-Type: abuse\nUser-Agent: Loop/1.0\nVersion: 1';
    expect(judgeInbound(mail({ feedbackReport }))).toEqual({ kind: 'complaint', feedback: 'abuse' });
  });
});

describe('the rules', () => {
  it.each(bounceRules.map((rule) => [rule.sample, rule] as const))('“%s” is what its rule says', (sample, rule) => {
    expect(bounceRules.find(({ words }) => words.test(sample))).toBe(rule);
  });

  it('answer for anything, quickly, and never throw', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: 'binary' }), fc.string({ maxLength: 500 }), (text, fields) => {
        judgeInbound(mail({ text, deliveryStatus: fields }));
        judgeInbound(mail({ text: fields, subject: text }));
      }),
    );
  });

  it.each(['<', 'a@', '>>> ', 'user ', '5.1.', "550 '", '\n \t', 'mailbox '])(
    'take no longer than linear time over %j written a hundred thousand times',
    (piece) => {
      const text = piece.repeat(Math.floor(200_000 / piece.length));
      const work = (n: number) => {
        const began = process.cpuUsage();
        judgeInbound(mail({ text: text.slice(0, n), deliveryStatus: text.slice(0, n) }));
        return process.cpuUsage(began).user / 1000;
      };
      work(1000);
      // Quadratic work over so much text would take minutes.
      expect(work(200_000)).toBeLessThan(5_000);
    },
  );
});
