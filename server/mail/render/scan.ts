/** One attribute as written. `at` is the offset of its name, `valueAt` of the first character of its value. */
export interface SourceAttribute {
  name: string;
  value: string;
  at: number;
  valueAt: number;
}

export interface SourceTag {
  kind: 'open' | 'close' | 'self';
  name: string;
  attributes: SourceAttribute[];
  /** Offsets: of `<`, and just after `>`. */
  start: number;
  end: number;
  /** Names of the elements it stands in, outermost first. */
  inside: readonly string[];
}

export interface SourceText {
  text: string;
  start: number;
  inside: readonly string[];
}

export interface Scan {
  tags: SourceTag[];
  texts: SourceText[];
  /** Places that are not well-formed enough to be read the same way by every parser. */
  problems: { at: number; message: string }[];
}

const TAG = /<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[^\s"'<>/=]+\s*=\s*(?:"[^"]*"|'[^']*')|\s+[^\s"'<>/=]+)*)\s*(\/?)>/y;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;
const VOID = new Set(['br', 'hr', 'img', 'wbr', 'col']);

/**
 * Reads MJML with HTML inside it, keeping every position. It is strict on purpose: what it accepts, every mail
 * program reads the same way, so nothing can hide from the checks in sloppy markup. Liquid and comments must have
 * been blanked before (same length), or their `<` would be taken for markup.
 */
export function scan(source: string): Scan {
  const found: Scan = { tags: [], texts: [], problems: [] };
  const stack: { name: string; at: number }[] = [];
  let inside: readonly string[] = [];
  let at = 0;
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const until = next < 0 ? source.length : next;
    if (until > at) found.texts.push({ text: source.slice(at, until), start: at, inside });
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(source);
    if (!match) {
      found.problems.push({
        at: next,
        message: 'This `<` does not begin a complete tag. Write &lt; for the sign itself, and quote attribute values.',
      });
      at = next + 1;
      continue;
    }
    const name = match[2]!.toLowerCase();
    const end = next + match[0].length;
    const attributes = attributesOf(match[3] ?? '', next + 1 + match[1]!.length + match[2]!.length);
    const kind = match[1] ? 'close' : match[4] || VOID.has(name) ? 'self' : 'open';
    if (kind === 'close') {
      closeTag(found, stack, name, next);
      inside = stack.map((one) => one.name);
    }
    found.tags.push({ kind, name, attributes, start: next, end, inside });
    if (kind === 'open') {
      stack.push({ name, at: next });
      inside = stack.map((one) => one.name);
    }
    at = end;
  }
  for (const open of stack) found.problems.push({ at: open.at, message: `<${open.name}> is never closed.` });
  return found;
}

/** A missing end tag is said once, where its element began; what follows is read as if it had been there. */
function closeTag(found: Scan, stack: { name: string; at: number }[], name: string, at: number): void {
  const opener = stack.findLastIndex((one) => one.name === name);
  if (opener < 0) {
    found.problems.push({ at, message: `</${name}> closes nothing.` });
    return;
  }
  for (const open of stack.splice(opener).slice(1))
    found.problems.push({ at: open.at, message: `<${open.name}> is never closed.` });
}

function attributesOf(text: string, start: number): SourceAttribute[] {
  return [...text.matchAll(ATTRIBUTE)].map((match) => {
    const value = match[2] ?? match[3] ?? '';
    const at = start + match.index;
    const quoted = match[2] !== undefined || match[3] !== undefined;
    return {
      name: match[1]!.toLowerCase(),
      value,
      at,
      valueAt: quoted ? at + match[0].length - value.length - 1 : at,
    };
  });
}
