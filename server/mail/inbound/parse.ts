import { htmlToText } from 'html-to-text';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import type { InboundMail } from '#core/inbound/report.ts';

/** Larger mail is not read; the listener refuses it (SIZE). A patient's photograph still fits. */
export const MOST_BYTES = 10 << 20;
const MOST_TEXT = 200_000;
const MOST_PARTS = 200;
const MOST_NESTED = 20;
const MOST_HEADER_BYTES = 256 << 10;

/** Why a mail is not read. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly problem: 'too-large' | 'too-deep' | 'unreadable';
  constructor(problem: Unreadable['problem']) {
    super(`The mail is not read (${problem}).`);
    this.problem = problem;
  }
}

/** A mail as far as it is judged by, and as its program would show it. */
export interface ParsedMail {
  inbound: InboundMail;
  email: Email;
}

/**
 * Reads an inbound mail. Untrusted input: bytes, parts, nesting and header bytes are bounded, messages within it stay
 * closed, and nothing is unpacked.
 * @throws Unreadable
 */
export async function parseInbound(bytes: Uint8Array, returnPath: string | null): Promise<ParsedMail> {
  if (bytes.length > MOST_BYTES) throw new Unreadable('too-large');
  const email = await parse(bytes);
  const html = email.html ? htmlToText(email.html.slice(0, MOST_TEXT), { wordwrap: false }) : '';
  const inbound = {
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    text: (email.text?.trim() || html || bodyOf(bytes, email.attachments)).slice(0, MOST_TEXT),
    deliveryStatus: partOf(email.attachments, 'message/delivery-status'),
    feedbackReport: partOf(email.attachments, 'message/feedback-report'),
    returnPath,
  };
  return { inbound, email };
}

async function parse(bytes: Uint8Array): Promise<Email> {
  let email: Email;
  try {
    email = await PostalMime.parse(Buffer.from(bytes), {
      forceRfc822Attachments: true,
      maxRfc822NestingDepth: 0,
      maxNestingDepth: MOST_NESTED,
      maxHeadersSize: MOST_HEADER_BYTES,
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    if (/nesting/i.test(said)) throw new Unreadable('too-deep');
    throw new Unreadable(/header size/i.test(said) ? 'too-large' : 'unreadable');
  }
  if (email.attachments.length > MOST_PARTS) throw new Unreadable('too-large');
  return email;
}

/**
 * Addresses by which a returned or reported message may be known: the envelope sender a complaint names, and the
 * Return-Path of the message it encloses. Whether we made one is for the caller to say.
 */
export function namedReturnPaths({ inbound, email }: ParsedMail): string[] {
  const enclosed = email.attachments
    .filter(({ mimeType }) => /^(message\/rfc822|text\/rfc822-headers)/i.test(mimeType))
    .map((part) => textOf(part).slice(0, MOST_HEADER_BYTES));
  const found = [inbound.feedbackReport ?? '', ...enclosed, inbound.text].flatMap((text) =>
    [...text.matchAll(/[bru]-[a-z2-7]{40,60}@[a-z0-9.-]{1,253}/gi)].slice(0, 20).map(([address]) => address),
  );
  return [...new Set(found)].slice(0, 20);
}

function partOf(parts: readonly Attachment[], type: string): string | null {
  const part = parts.find(({ mimeType }) => mimeType.toLowerCase().startsWith(type));
  return part ? textOf(part).slice(0, MOST_TEXT) : null;
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** Of a multipart whose boundary is not the one announced, the body as it stands: there is nothing better to read. */
function bodyOf(bytes: Uint8Array, parts: readonly Attachment[]): string {
  if (parts.length > 0) return '';
  const raw = Buffer.from(bytes.subarray(0, MOST_TEXT)).toString('utf8');
  return raw.slice(raw.search(/\r?\n\r?\n/) + 1);
}
