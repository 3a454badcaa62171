import type { Liquid, Template } from 'liquidjs';
import { type Filter, filters } from './filters.ts';
import { type LiquidToken, type Scope, MissingValue, liquidTokens } from './liquid.ts';

/**
 * A template cut into what never changes, plain merge fields, and the rest, which stays Liquid. Most of a mail is the
 * first two, and printing those directly is what makes rendering per contact cheap.
 */
export type Segment =
  | { kind: 'fixed'; text: string }
  | { kind: 'field'; root: keyof Scope; key: string; filter: Filter | null; given: readonly string[] }
  | { kind: 'click'; index: number }
  | { kind: 'liquid'; templates: Template[] };

/** A plain merge field had no value. */
export class FieldMissing extends Error {
  readonly field: string;
  constructor(field: string) {
    super('missing value');
    this.name = 'FieldMissing';
    this.field = field;
  }
}

/** A path, at most one filter, at most one quoted word given to it. */
const PLAIN =
  /^\{\{ ?(contact|sender|organization|links)\.([a-z][a-z0-9_]*) ?(?:\| ?([a-z_]+)(?:: ?(?:"([^"\\{}]*)"|'([^'\\{}]*)'))? ?)?\}\}$/;
const CLICK = /^\{\{ stepwell\.click\[(\d+)\] \}\}$/;

/** @throws liquidjs errors for Liquid that cannot be parsed. */
export function segmentsOf(source: string, liquid: Liquid): Segment[] {
  const tokens = liquidTokens(source);
  // Whitespace control reaches into the text around, and comments may hold anything: left to Liquid as a whole.
  if (tokens.some((token) => /^\{[{%]-|-[%}]\}$|^\{%\s*(comment|#)/.test(token.text)))
    return [{ kind: 'liquid', templates: liquid.parse(source) }];
  const segments: Segment[] = [];
  const fixed = (text: string) => {
    if (text !== '') segments.push({ kind: 'fixed', text });
  };
  let at = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    fixed(source.slice(at, token.start));
    if (token.kind === 'output') {
      segments.push(direct(token) ?? { kind: 'liquid', templates: liquid.parse(token.text) });
    } else {
      const start = token.start;
      i = endOfBlock(tokens, i);
      segments.push({ kind: 'liquid', templates: liquid.parse(source.slice(start, tokens[i]!.end)) });
    }
    at = tokens[i]!.end;
  }
  fixed(source.slice(at));
  return segments;
}

export function printSegments(
  segments: readonly Segment[],
  scope: Scope,
  liquid: Liquid,
  print: (value: unknown) => string,
): string {
  let text = '';
  for (const segment of segments) {
    if (segment.kind === 'fixed') text += segment.text;
    else if (segment.kind === 'liquid') text += String(liquid.renderSync(segment.templates, scope));
    else if (segment.kind === 'click') text += print(scope.stepwell.click[segment.index]);
    else text += printField(segment, scope, print);
  }
  return text;
}

function printField(
  { root, key, filter, given }: Extract<Segment, { kind: 'field' }>,
  scope: Scope,
  print: (value: unknown) => string,
): string {
  const from = scope[root] as Readonly<Record<string, unknown>>;
  const value = Object.hasOwn(from, key) ? from[key] : null;
  try {
    return print(filter ? filter(value, scope.stepwell.locale, ...given) : value);
  } catch (cause) {
    if (cause instanceof MissingValue) throw new FieldMissing(`${root}.${key}`);
    throw cause;
  }
}

function direct(token: LiquidToken): Segment | null {
  const click = CLICK.exec(token.text)?.[1];
  if (click !== undefined) return { kind: 'click', index: Number(click) };
  const match = PLAIN.exec(token.text);
  const filter = match?.[3] === undefined ? null : filters[match[3]];
  if (!match || filter === undefined) return null;
  const given = match[4] ?? match[5];
  return {
    kind: 'field',
    root: match[1] as keyof Scope,
    key: match[2]!,
    filter,
    given: given === undefined ? [] : [given],
  };
}

/** Index of the tag that closes the one at `from`; the last token when it is never closed, so that Liquid says so. */
function endOfBlock(tokens: readonly LiquidToken[], from: number): number {
  let depth = 0;
  for (let i = from; i < tokens.length; i++) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'tag') continue;
    if (/^\{%\s*(if|unless|case)\b/.test(text)) depth++;
    else if (/^\{%\s*end/.test(text)) depth--;
    if (depth <= 0) return i;
  }
  return tokens.length - 1;
}
