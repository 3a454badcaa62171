/** A file that goes with a message. */
export interface Attachment {
  filename: string;
  /** Media type, such as `application/pdf`. */
  type: string;
  bytes: Uint8Array;
}

const MEDIA_TYPE = /^(application|audio|font|image|model|text|video)\/[\w!#$&^.+-]{1,100}$/i;
const LONGEST_NAME = 150;

/** The part's own headers, and its bytes still to be encoded. A type that cannot be right becomes the general one. */
export function attachmentPart({ filename, type, bytes }: Attachment): { headers: string[]; body: Buffer } {
  const media = MEDIA_TYPE.test(type) ? type.toLowerCase() : 'application/octet-stream';
  return {
    headers: [`Content-Type: ${media}`, `Content-Disposition: attachment;\r\n ${nameParameter(filename)}`],
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}

/**
 * The name as a parameter (RFC 2231 where it is not plain ASCII). Whatever could end the header or lead out of a folder
 * is gone from it.
 */
function nameParameter(filename: string): string {
  const clean = filename
    .toWellFormed()
    .replaceAll(/[\p{C}\u2028\u2029/\\]+/gu, '_')
    .trim();
  // Cut between characters, not within one.
  const name = (clean || 'attachment').slice(0, LONGEST_NAME).replace(/[\uD800-\uDBFF]$/, '');
  if (/^[\x20-\x7e]*$/.test(name)) return `filename="${name.replaceAll('"', "'")}"`;
  const encoded = encodeURIComponent(name).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.codePointAt(0)!.toString(16).toUpperCase()}`,
  );
  // RFC 2231 continuations, so that no line grows too long; an escape is never cut in two.
  if (encoded.length <= 60) return `filename*=UTF-8''${encoded}`;
  const pieces = encoded.match(/(?:%[0-9A-F]{2}|[^%]){1,20}/g) ?? [];
  return pieces.map((piece, i) => `filename*${i}*=${i === 0 ? "UTF-8''" : ''}${piece}`).join(';\r\n ');
}
