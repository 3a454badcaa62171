import { htmlToText } from 'html-to-text';
import PostalMime, { type Attachment } from 'postal-mime';
import type { InboundMail } from '#core/inbound/report.ts';

/** Larger mail is not read: the listener refuses it (SIZE), and a report has no use for so many words. */
export const MOST_BYTES = 2 << 20;
const MOST_TEXT = 200_000;

/**
 * Reads an inbound mail as far as judging it needs. Untrusted input: size, nesting and header bytes are bounded, and
 * messages within it stay closed.
 * @throws RangeError when it is too large or nested too deep to be read.
 */
export async function parseInbound(bytes: Uint8Array, returnPath: string | null): Promise<InboundMail> {
  if (bytes.length > MOST_BYTES) throw new RangeError(`A mail of ${bytes.length} bytes is not read.`);
  const mail = await PostalMime.parse(Buffer.from(bytes), {
    forceRfc822Attachments: true,
    maxRfc822NestingDepth: 0,
    maxNestingDepth: 20,
    maxHeadersSize: 256 << 10,
  });
  const html = mail.html ? htmlToText(mail.html.slice(0, MOST_TEXT), { wordwrap: false }) : '';
  return {
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    text: (mail.text?.trim() || html || bodyOf(bytes, mail.attachments)).slice(0, MOST_TEXT),
    deliveryStatus: partOf(mail.attachments, 'message/delivery-status'),
    feedbackReport: partOf(mail.attachments, 'message/feedback-report'),
    returnPath,
  };
}

function partOf(parts: readonly Attachment[], type: string): string | null {
  const part = parts.find(({ mimeType }) => mimeType.toLowerCase().startsWith(type));
  if (!part) return null;
  const { content } = part;
  return (typeof content === 'string' ? content : new TextDecoder().decode(content)).slice(0, MOST_TEXT);
}

/** Of a multipart whose boundary is not the one announced, the body as it stands: there is nothing better to read. */
function bodyOf(bytes: Uint8Array, parts: readonly Attachment[]): string {
  if (parts.length > 0) return '';
  const raw = Buffer.from(bytes.subarray(0, MOST_TEXT)).toString('utf8');
  return raw.slice(raw.search(/\r?\n\r?\n/) + 1);
}
