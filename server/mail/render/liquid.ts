import { Liquid, Tokenizer, TokenKind } from 'liquidjs';
import { type Filter, type Locale, filters } from './filters.ts';

/** A printed merge field had no value for this contact. Carries no value; the field is in the error's token. */
export class MissingValue extends Error {
  constructor() {
    super('missing value');
    this.name = 'MissingValue';
  }
}

/** Conditions only. Without loops, assignments and includes, rendering is linear in the template's length. */
const TAGS = new Set(['if', 'unless', 'case', 'comment', '#']);
/** Limits liquidjs enforces itself: characters parsed, milliseconds and characters made per render. */
const LIMITS = { parseLimit: 2_000_000, renderLimit: 1_000, memoryLimit: 4_000_000 };

/** How a value is printed into HTML: always escaped, whatever the author wrote. */
export const printHtml = (value: unknown): string => escapeHtml(printable(value));
/** How a value is printed into subject and text part: as it is, on one line. */
export const printText = printable;

export const htmlLiquid = engine(printHtml);
export const textLiquid = engine(printText);

/** The Liquid pieces of a text with their offsets, found by liquidjs's own tokenizer so that both always agree. */
export interface LiquidToken {
  kind: 'output' | 'tag';
  text: string;
  start: number;
  end: number;
}

/** @throws liquidjs TokenizationError, with its position, when a piece is not closed. */
export function liquidTokens(source: string): LiquidToken[] {
  return new Tokenizer(source).readTopLevelTokens(htmlLiquid.options).flatMap((token): LiquidToken[] => {
    if (token.kind !== TokenKind.Output && token.kind !== TokenKind.Tag) return [];
    const kind = token.kind === TokenKind.Output ? 'output' : 'tag';
    return [{ kind, text: source.slice(token.begin, token.end), start: token.begin, end: token.end }];
  });
}

function engine(outputEscape: (value: unknown) => string): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    lenientIf: true,
    templates: {},
    outputEscape,
    ...LIMITS,
  });
  for (const name of Object.keys(liquid.filters)) delete liquid.filters[name];
  for (const name of Object.keys(liquid.tags)) if (!TAGS.has(name)) delete liquid.tags[name];
  for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, inLiquid(filter));
  return liquid;
}

/** Where the contact's language is put while rendering; templates may not use this name themselves. */
export interface Scope {
  contact: object;
  sender: object;
  organization: object;
  links: object;
  stepwell: { click: readonly string[]; locale: Locale };
}

const ENGLISH: Locale = { language: 'en-US', zone: 'UTC' };

/** As liquidjs calls filters; the scope is what was given to render. */
function inLiquid(
  filter: Filter,
): (this: { context: { environments: unknown } }, value: unknown, ...given: unknown[]) => unknown {
  return function filtered(value, ...given) {
    const scope = this.context.environments as Partial<Scope>;
    return filter(value, scope.stepwell?.locale ?? ENGLISH, ...given);
  };
}

/**
 * One line without control characters: a value can neither begin a header, nor a new paragraph, nor reverse the
 * direction of what follows it.
 */
function printable(value: unknown): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    throw new MissingValue();
  }
  const text = Array.isArray(value) ? value.map(plain).join(', ') : plain(value);
  const line = text.replace(UNPRINTABLE, ' ');
  if (line.trim() === '') throw new MissingValue();
  return line;
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new MissingValue();
}

/** C0, DEL, C1, line and paragraph separators, bidirectional overrides and isolates, private-use marks of ours. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000\ue001]+/g;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}
