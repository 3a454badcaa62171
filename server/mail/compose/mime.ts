import { randomBytes } from 'node:crypto';
import type { Mailbox } from './address.ts';
import { type Attachment, attachmentPart } from './attachment.ts';
import { addressHeader, dateHeader, plainHeader, textHeader } from './headers.ts';

/** A rendered message before it is sealed. */
export interface Content {
  from: Mailbox;
  to: Mailbox;
  replyTo: Mailbox | null;
  subject: string;
  html: string;
  text: string;
  /** Epoch milliseconds. */
  date: number;
  /** `<…@…>`, the same for every attempt. */
  messageId: string;
  /** One-click unsubscribe address (RFC 8058), for mail that one may opt out of. */
  unsubscribe: string | null;
  /** The same by mail, for programs that only know that way. */
  unsubscribeMail?: string | null | undefined;
  /** Files that go with it; none when absent. */
  attachments?: readonly Attachment[];
}

/** A MIME entity: its own Content-* headers and its body, both with CRLF line ends. */
export interface Entity {
  headers: string[];
  body: Buffer;
}

/** Headers a receiver may see whatever the method: who, when, which, never about what. */
export function outerHeaders(content: Content, subject: string): string[] {
  return [
    addressHeader('From', [content.from]),
    addressHeader('To', [content.to]),
    ...(content.replyTo ? [addressHeader('Reply-To', [content.replyTo])] : []),
    textHeader('Subject', subject),
    dateHeader(content.date),
    plainHeader('Message-ID', content.messageId),
    ...(content.unsubscribe
      ? [
          plainHeader(
            'List-Unsubscribe',
            [content.unsubscribe, content.unsubscribeMail && `mailto:${content.unsubscribeMail}?subject=unsubscribe`]
              .filter(Boolean)
              .map((one) => `<${one}>`)
              .join(', '),
          ),
          plainHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
        ]
      : []),
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
  ];
}

/** All that is to be read: the alternative, with the attachments beside it if there are any. */
export function contentEntity({ text, html, attachments = [] }: Content): Entity {
  const readable = alternative(text, html);
  if (attachments.length === 0) return readable;
  const boundary = newBoundary();
  const body = Buffer.concat([
    part(boundary, readable.headers, readable.body),
    ...attachments.map((one) => {
      const { headers, body } = attachmentPart(one);
      return part(boundary, [...headers, BASE64], base64Body(body));
    }),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { headers: [`Content-Type: multipart/mixed;\r\n boundary="${boundary}"`], body };
}

/** multipart/alternative of plain text and HTML, both base64: no line is too long and none begins with a dot. */
export function alternative(text: string, html: string): Entity {
  const boundary = newBoundary();
  const body = Buffer.concat([
    part(boundary, ['Content-Type: text/plain; charset=utf-8', BASE64], base64Body(Buffer.from(crlf(text)))),
    part(boundary, ['Content-Type: text/html; charset=utf-8', BASE64], base64Body(Buffer.from(crlf(html)))),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { headers: [`Content-Type: multipart/alternative;\r\n boundary="${boundary}"`], body };
}

export const BASE64 = 'Content-Transfer-Encoding: base64';

/** One part of a multipart, its delimiter included. */
export function part(boundary: string, headers: readonly string[], body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`), body, Buffer.from('\r\n')]);
}

export function newBoundary(): string {
  return `=_${randomBytes(18).toString('base64url')}`;
}

/** Base64 in lines of 76, as bytes. */
export function base64Body(bytes: Buffer): Buffer {
  const text = bytes.toString('base64');
  const lines: string[] = [];
  // Three times as fast as to have a pattern do it, and of a sealed mail this is a good part.
  for (let at = 0; at < text.length; at += 76) lines.push(text.slice(at, at + 76));
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

/** Headers, an empty line, the body. */
export function assemble(headers: readonly string[], entity: Entity): Buffer {
  return Buffer.concat([Buffer.from(`${[...headers, ...entity.headers].join('\r\n')}\r\n\r\n`), entity.body]);
}

function crlf(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n|\r|\n/g, '\r\n') : text.replaceAll('\n', '\r\n');
}
