import type { Mailbox } from './address.ts';

const FOLD_AT = 76;
/** Bytes of UTF-8 that fit one encoded word of at most 75 characters. */
const WORD_BYTES = 45;

/** `Name: value`, folded at spaces. The value must be printable ASCII already; anything else throws. */
export function plainHeader(name: string, value: string): string {
  if (!/^[\x20-\x7e]*$/.test(value)) throw new Error(`Header ${name} holds characters a header cannot carry.`);
  const lines: string[] = [];
  let line = `${name}:`;
  for (const word of value.split(' ')) {
    if (line.length + 1 + word.length > FOLD_AT && line.trim() !== '' && !line.endsWith(':')) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return [...lines, line].join('\r\n');
}

/** A header of free text, such as Subject. Line breaks and control characters become one space. */
export function textHeader(name: string, text: string): string {
  return plainHeader(name, encodeText(oneLine(text)));
}

/** A header of addresses. Names become quoted strings or encoded words, so nothing in them can end the header. */
export function addressHeader(name: string, mailboxes: readonly Mailbox[]): string {
  return plainHeader(name, mailboxes.map(formatMailbox).join(', '));
}

function formatMailbox({ name, address }: Mailbox): string {
  const clean = oneLine(name);
  if (!clean) return `<${address}>`;
  if (!/^[\x20-\x7e]*$/.test(clean) || clean.includes('=?') || clean.length > 60)
    return `${encodeWords(clean)} <${address}>`;
  if (/^[A-Za-z0-9 '_-]+$/.test(clean)) return `${clean} <${address}>`;
  return `"${clean.replaceAll(/["\\]/g, String.raw`\$&`)}" <${address}>`;
}

function encodeText(text: string): string {
  const longWord = text.split(' ').some((word) => word.length > 200);
  return /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && !longWord ? text : encodeWords(text);
}

/** RFC 2047 B words, never splitting a character. */
function encodeWords(text: string): string {
  const words: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of text) {
    const size = Buffer.byteLength(character);
    if (bytes + size > WORD_BYTES) {
      words.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  words.push(piece);
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ');
}

function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/** RFC 5322 date in UTC. */
export function dateHeader(ms: number): string {
  return `Date: ${new Date(ms).toUTCString().replace('GMT', '+0000')}`;
}
