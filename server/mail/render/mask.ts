import type { AttributeDefinition } from '#core/segment/fields.ts';
import type { LiquidToken } from './liquid.ts';
import type { Scan } from './scan.ts';

export interface TemplateLink {
  label: string;
  url: string;
}

/** Comments become blanks of the same length, so that positions stay; what is in them is not part of the mail. */
export function withoutComments(source: string): string {
  return source.replace(/<!--(?!\s*\[if)[\s\S]*?-->/gi, (comment) => fill(comment, ' '));
}

/** Liquid becomes text of the same length, so that its `<` and quotes are not taken for markup. */
export function withoutLiquid(source: string, tokens: readonly LiquidToken[]): string {
  let text = '';
  let at = 0;
  for (const { start, end } of tokens) {
    text += source.slice(at, start) + fill(source.slice(start, end), 'x');
    at = end;
  }
  return text + source.slice(at);
}

function fill(text: string, sign: string): string {
  return text.replace(/[^\n]/g, sign);
}

/** Tracked links of the source in reading order; the index is what a click token carries. */
export function linksIn(source: string, { tags }: Scan): (TemplateLink & { start: number; end: number })[] {
  return tags.flatMap((tag, i) => {
    const href = tag.attributes.find((one) => one.name === 'href');
    if (tag.kind === 'close' || !href || !/^https?:/i.test(source.slice(href.valueAt))) return [];
    const attribute = (name: string) => tag.attributes.find((one) => one.name === name)?.value.trim();
    const close = tags.findIndex((one, j) => j > i && one.kind === 'close' && one.name === tag.name);
    const inner = close < 0 ? '' : source.slice(tag.end, tags[close]!.start);
    const words = inner
      .replace(/<[^>]*>|\{[{%][\s\S]*?[%}]\}/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const url = href.value.replaceAll('&amp;', '&');
    const label = attribute('data-label') || attribute('name') || attribute('title') || words || url;
    return [{ label: label.slice(0, 120), url, start: href.valueAt, end: href.valueAt + href.value.length }];
  });
}

/** Pieces of Liquid hidden from MJML behind marks it does not touch, and the way back. */
export interface Masked {
  text: string;
  unmask(compiled: string): string;
}

const MARK = /\ue000(\d+)\ue001/g;

/** Replaces each range by a mark. Ranges do not overlap. */
export function mask(source: string, ranges: readonly { start: number; end: number; becomes: string }[]): Masked {
  const pieces: string[] = [];
  let text = '';
  let at = 0;
  for (const { start, end, becomes } of [...ranges].sort((a, b) => a.start - b.start)) {
    text += `${source.slice(at, start)}\ue000${pieces.length}\ue001`;
    pieces.push(becomes);
    at = end;
  }
  text += source.slice(at);
  return { text, unmask: (compiled) => compiled.replace(MARK, (_, index: string) => pieces[Number(index)] ?? '') };
}

const FILTER_OF: Partial<Record<AttributeDefinition['type'], string>> = {
  date: 'date',
  datetime: 'datetime',
  boolean: 'yes_no',
  choices: 'list',
  number: 'number',
};

/** A field printed without a filter is printed as its type reads best: a date in words, a list with "and". */
export function withTypeFilter(token: LiquidToken, attributes: ReadonlyMap<string, AttributeDefinition>): string {
  if (token.kind === 'tag') return token.text;
  const key = /^\{\{-?\s*contact\.([a-z0-9_]+)\s*-?\}\}$/.exec(token.text)?.[1];
  const filter = key && FILTER_OF[attributes.get(key)?.type ?? 'text'];
  return filter ? `{{ contact.${key} | ${filter} }}` : token.text;
}
