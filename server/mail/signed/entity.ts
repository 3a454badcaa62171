/** A MIME entity as it stands: its headers, unfolded, and the bytes of its body. */
export interface RawEntity {
  headers: readonly { name: string; value: string }[];
  body: Buffer;
  contentType: { type: string; parameters: ReadonlyMap<string, string> };
}

/** The two halves of a signed entity (RFC 1847), or the one there is of an opaque one. */
export interface SignedParts {
  kind: 'smime' | 'smime-opaque' | 'pgp';
  /** The bytes that were signed, exactly; empty when they are inside `signature`. */
  signed: Buffer;
  /** Decoded: CMS, or an OpenPGP signature, armored or not. */
  signature: Buffer;
}

const MOST_HEADER_BYTES = 256 << 10;

export function readEntity(bytes: Uint8Array): RawEntity {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = all.indexOf('\r\n\r\n');
  const head = all.subarray(0, Math.min(end === -1 ? all.length : end, MOST_HEADER_BYTES)).toString('latin1');
  const headers = head
    .split(/\r\n(?![ \t])/)
    .map((line) => line.replaceAll('\r\n', ''))
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1
        ? []
        : [{ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() }];
    });
  const type = headers.find((one) => one.name === 'content-type')?.value ?? 'text/plain';
  return { headers, body: end === -1 ? Buffer.alloc(0) : all.subarray(end + 4), contentType: readType(type) };
}

/** Takes a signed entity apart; null when it is not one, or is not well formed. Line ends are made CRLF first. */
export function splitSigned(message: Uint8Array): SignedParts | null {
  const { body, contentType, headers } = readEntity(withCrlf(message));
  const { type, parameters } = contentType;
  if (/^application\/(x-)?pkcs7-mime$/.test(type)) {
    const opaque = parameters.get('smime-type')?.toLowerCase() === 'signed-data';
    return opaque ? { kind: 'smime-opaque', signed: Buffer.alloc(0), signature: decoded(headers, body) } : null;
  }
  if (type !== 'multipart/signed') return null;
  const [first, second, more] = partsOf(body, parameters.get('boundary') ?? '');
  if (!first || !second || more) return null;
  const inner = readEntity(second);
  const signature = decoded(inner.headers, inner.body);
  if (/^application\/(x-)?pkcs7-signature$/.test(inner.contentType.type))
    return { kind: 'smime', signed: first, signature };
  if (inner.contentType.type === 'application/pgp-signature') return { kind: 'pgp', signed: first, signature };
  return null;
}

/** The parts of a multipart, without the line ends that belong to the delimiters. */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  if (boundary === '' || boundary.length > 70) return [];
  const delimiter = `--${boundary}`;
  const found: Buffer[] = [];
  let start = -1;
  for (let at = lineStarting(body, delimiter, 0); at !== -1; at = lineStarting(body, delimiter, at + 1)) {
    if (start !== -1) found.push(body.subarray(start, Math.max(start, at - 2)));
    const after = at + delimiter.length;
    const lineEnd = body.indexOf('\r\n', after);
    if (body.toString('latin1', after, after + 2) === '--' || lineEnd === -1 || found.length > 2) return found;
    start = lineEnd + 2;
  }
  return [];
}

/** Where a line begins that is this delimiter: followed by nothing but its end mark and spaces. */
function lineStarting(body: Buffer, delimiter: string, from: number): number {
  for (let at = body.indexOf(delimiter, from); at !== -1; at = body.indexOf(delimiter, at + 1)) {
    const atLineStart = at === 0 || (body[at - 2] === 0x0d && body[at - 1] === 0x0a);
    const end = body.indexOf('\r\n', at);
    const rest = body.toString('latin1', at + delimiter.length, end === -1 ? body.length : end);
    if (atLineStart && /^(--)?[ \t]*$/.test(rest)) return at;
  }
  return -1;
}

function decoded(headers: RawEntity['headers'], body: Buffer): Buffer {
  const encoding = headers.find((one) => one.name === 'content-transfer-encoding')?.value.toLowerCase();
  return encoding === 'base64' ? Buffer.from(body.toString('latin1'), 'base64') : body;
}

function withCrlf(bytes: Uint8Array): Uint8Array {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return all.includes('\r\n') ? all : Buffer.from(all.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

function readType(value: string): RawEntity['contentType'] {
  const parameters = new Map<string, string>();
  for (const match of value.matchAll(/;\s*([\w-]{1,40})\s*=\s*("(?:[^"\\]|\\.){0,998}"|[^\s;]{0,998})/g)) {
    const text = match[2]!;
    const plain = text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
    if (!parameters.has(match[1]!.toLowerCase())) parameters.set(match[1]!.toLowerCase(), plain);
  }
  return { type: value.split(';', 1)[0]!.trim().toLowerCase(), parameters };
}
