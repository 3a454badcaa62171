import type { AnswerKind } from '#core/example-answers.ts';
import type { Letter } from './hand-in.ts';

/** A mail that came in, as far as answering it needs. */
export interface Answered {
  /** Envelope sender, as the host was told it. */
  returnPath: string;
  recipient: string;
  bytes: Buffer;
}

/** Makes the mail that such a host or reader would send back. `at`: epoch milliseconds; `id`: for its Message-ID. */
export function composeAnswer(kind: AnswerKind, mail: Answered, { at, id }: { at: number; id: string }): Letter {
  const head = headOf(mail.bytes);
  const host = mail.recipient.slice(mail.recipient.lastIndexOf('@') + 1);
  const common = [`Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`, `Message-ID: <${id}@${host}>`];
  switch (kind) {
    case 'bounce':
      return report(mail, head, common, {
        action: 'failed',
        status: '5.1.1',
        said: '550 5.1.1 no such mailbox',
        words: 'There is no such mailbox any more.',
      });
    case 'mailbox-full':
      return report(mail, head, common, {
        action: 'failed',
        status: '5.2.2',
        said: '552 5.2.2 mailbox full',
        words: 'The mailbox is full.',
      });
    case 'delayed':
      return report(mail, head, common, {
        action: 'delayed',
        status: '4.4.1',
        said: '421 4.4.1 no answer from host',
        words: 'This is a warning message only. Your message has not been delivered yet and will be retried.',
      });
    case 'delivered':
      return report(mail, head, common, {
        action: 'delivered',
        status: '2.0.0',
        said: '250 2.0.0 delivered',
        words: 'Your message was delivered.',
      });
    case 'complaint':
      return complaint(mail, head, common, host);
    case 'away':
      return {
        from: '',
        to: mail.returnPath,
        bytes: lines([
          ...common,
          `From: <${mail.recipient}>`,
          `To: <${mail.returnPath}>`,
          'Subject: Out of office',
          'Auto-Submitted: auto-replied',
          ...answering(head),
          ...PLAIN,
          '',
          'I am away until Monday and will read this then.',
        ]),
      };
    case 'reply':
    case 'forged-reply':
      return {
        // A forger's own server may send in nobody's name but its own.
        from: kind === 'reply' ? mail.recipient : 'someone@elsewhere.example',
        to: replyTo(head) ?? mail.returnPath,
        bytes: lines([
          ...common,
          `From: <${mail.recipient}>`,
          `To: <${replyTo(head) ?? mail.returnPath}>`,
          `Subject: Re: ${header(head, 'subject') ?? ''}`,
          ...answering(head),
          ...PLAIN,
          '',
          'Thank you. May I come a quarter of an hour later?',
        ]),
      };
    default:
      return kind satisfies never;
  }
}

const PLAIN = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 7bit'];

/** A delivery status notification (RFC 3464) with the headers of what it is about, as RET=HDRS asks. */
function report(
  { returnPath, recipient }: Answered,
  head: string,
  common: readonly string[],
  { action, status, said, words }: { action: string; status: string; said: string; words: string },
): Letter {
  const host = recipient.slice(recipient.lastIndexOf('@') + 1);
  return {
    from: '',
    to: returnPath,
    bytes: multipart(
      [
        ...common,
        `From: Mail Delivery System <MAILER-DAEMON@mx.${host}>`,
        `To: <${returnPath}>`,
        action === 'failed' ? 'Subject: Undelivered Mail Returned to Sender' : 'Subject: Delivery Status Notification',
        'Auto-Submitted: auto-replied',
      ],
      'multipart/report; report-type=delivery-status',
      [
        ['text/plain; charset=us-ascii', [words, '', `<${recipient}>: ${said}`]],
        [
          'message/delivery-status',
          [
            `Reporting-MTA: dns; mx.${host}`,
            '',
            `Final-Recipient: rfc822; ${recipient}`,
            `Action: ${action}`,
            `Status: ${status}`,
            `Diagnostic-Code: smtp; ${said}`,
          ],
        ],
        ['text/rfc822-headers', [head]],
      ],
    ),
  };
}

/** An abuse report (RFC 5965), to the feedback address of the sender's domain. */
function complaint({ returnPath }: Answered, head: string, common: readonly string[], host: string): Letter {
  const to = `fbl@${returnPath.slice(returnPath.lastIndexOf('@') + 1)}`;
  return {
    from: `feedback@${host}`,
    to,
    bytes: multipart(
      [...common, `From: <feedback@${host}>`, `To: <${to}>`, 'Subject: Abuse report'],
      'multipart/report; report-type=feedback-report',
      [
        ['text/plain; charset=us-ascii', ['This is an abuse report for a message that was received here.']],
        [
          'message/feedback-report',
          ['Feedback-Type: abuse', 'User-Agent: demo/1', 'Version: 1', `Original-Mail-From: <${returnPath}>`],
        ],
        ['text/rfc822-headers', [`Return-Path: <${returnPath}>`, head]],
      ],
    ),
  };
}

function multipart(headers: readonly string[], type: string, parts: readonly [string, readonly string[]][]): Buffer {
  const boundary = 'report-boundary-3f9c';
  return lines([
    ...headers,
    'MIME-Version: 1.0',
    `Content-Type: ${type}; boundary="${boundary}"`,
    '',
    ...parts.flatMap(([partType, body]) => [`--${boundary}`, `Content-Type: ${partType}`, '', ...body, '']),
    `--${boundary}--`,
  ]);
}

function answering(head: string): string[] {
  const id = header(head, 'message-id');
  return id ? [`In-Reply-To: ${id}`, `References: ${id}`] : [];
}

function replyTo(head: string): string | null {
  return /<([^<>\s]+)>/.exec(header(head, 'reply-to') ?? '')?.[1] ?? null;
}

function header(head: string, name: string): string | null {
  const found = new RegExp(`^${name}:((?:.*)(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head)?.[1];
  return found?.replaceAll(/\r?\n[ \t]+/g, ' ').trim() ?? null;
}

function headOf(bytes: Buffer): string {
  const end = bytes.indexOf('\r\n\r\n');
  return bytes.subarray(0, end < 0 ? 8_192 : end).toString('latin1');
}

function lines(all: readonly string[]): Buffer {
  return Buffer.from(`${all.join('\r\n')}\r\n`, 'latin1');
}
