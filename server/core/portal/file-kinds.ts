/** What may be attached: kinds told by their first bytes, never by what the sender says they are. */
export interface FileKind {
  type: string;
  /** Endings a name may keep; the first is given to a name that has none of them. */
  endings: readonly [string, ...string[]];
  is(bytes: Uint8Array): boolean;
}

const begins =
  (...start: number[]) =>
  (bytes: Uint8Array) =>
    start.every((byte, i) => bytes[i] === byte);

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

export const fileKinds: readonly FileKind[] = [
  { type: 'application/pdf', endings: ['pdf'], is: begins(0x25, 0x50, 0x44, 0x46, 0x2d) },
  { type: 'image/png', endings: ['png'], is: begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) },
  { type: 'image/jpeg', endings: ['jpg', 'jpeg'], is: begins(0xff, 0xd8, 0xff) },
  {
    type: 'image/heic',
    endings: ['heic', 'heif'],
    is: (bytes) => ascii(bytes, 4, 8) === 'ftyp' && /^(hei[cxms]|hev[cx]|mif1|msf1)$/.test(ascii(bytes, 8, 12)),
  },
  { type: 'text/plain', endings: ['txt'], is: isPlainText },
];

/** The kind of a file; null for one that may not be attached. */
export function fileKindOf(bytes: Uint8Array): FileKind | null {
  return fileKinds.find((kind) => kind.is(bytes)) ?? null;
}

/** A name that is safe to keep and to show: no path, no control or direction signs, an ending that fits what it is. */
export function safeFileName(name: string, kind: FileKind): string {
  const last = name.split(/[\\/]/).pop() ?? '';
  const clean = last
    .normalize('NFC')
    .replace(/[\p{C}"<>:|?*]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 ? clean.slice(dot + 1).toLowerCase() : '';
  const stem = ((kind.endings as readonly string[]).includes(ending) ? clean.slice(0, dot) : clean)
    .replaceAll('.', '_')
    .slice(0, 80);
  return `${stem || 'file'}.${(kind.endings as readonly string[]).includes(ending) ? ending : kind.endings[0]}`;
}

/** UTF-8 without control signs but tab and line ends: nothing that a program would take for something else. */
function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // A browser that guesses would take these for a page or a script.
    return (
      !/[\p{Cc}](?<![\t\n\r])/u.test(text) && !/^\s*<(!doctype|html|script|svg|\?xml|body|head|iframe)/i.test(text)
    );
  } catch {
    return false;
  }
}
