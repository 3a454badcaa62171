import type { Finding } from '#core/finding.ts';
import {
  dangerousCss,
  holdsHtml,
  htmlAttributes,
  htmlTags,
  inlineImage,
  loadingAttributes,
  mjmlTags,
} from './allowed.ts';
import type { LiquidToken } from './liquid.ts';
import { positionsIn } from './positions.ts';
import type { Scan, SourceAttribute, SourceTag } from './scan.ts';

/**
 * Refuses, each with line and column, everything that could run, load or hide something: scripts, event handlers,
 * includes, forms, foreign components, external images and styles, and merge fields where they cannot be safe.
 */
export function checkSource(
  source: string,
  { tags, texts, problems }: Scan,
  tokens: readonly LiquidToken[],
): Finding[] {
  const findings: Finding[] = [];
  const positions = positionsIn(source);
  const refuse: Refuse = (offset, code, message) =>
    findings.push({ severity: 'error', code, message, field: 'mjml', ...positions.at(offset) });

  for (const problem of problems) refuse(problem.at, 'template.markup', problem.message);
  for (const match of source.matchAll(/<!\[|<\?|<!doctype|<!--\s*\[if/gi))
    refuse(match.index, 'template.markup', 'Declarations and conditional comments are not allowed here.');
  for (const match of source.matchAll(/[\ue000\ue001]/g))
    refuse(match.index, 'template.markup', 'This invisible character is not allowed here. Delete it.');
  for (const tag of tags) {
    if (tag.kind === 'close' || !checkTag(tag, refuse)) continue;
    for (const attribute of tag.attributes) checkAttribute(tag, attribute, source, refuse);
  }
  for (const { text, start, inside } of texts) {
    const parent = inside.at(-1);
    if (parent === 'mj-style' && dangerousCss.test(text))
      refuse(start, 'template.css', 'Styles may not load anything (url, @import, @font-face) or contain escapes.');
  }
  for (const token of tokens) checkPlace(token, tags, texts, refuse);
  const top = tags.find((tag) => tag.kind !== 'close');
  if (top?.name !== 'mjml') refuse(top?.start ?? 0, 'template.no-mjml', 'A template begins with <mjml>.');
  return findings;
}

type Refuse = (offset: number, code: string, message: string) => void;

function checkTag(tag: SourceTag, refuse: Refuse): boolean {
  const inHtml = tag.inside.some((name) => holdsHtml.has(name));
  if (tag.name === 'script' || tag.name === 'mj-script')
    refuse(tag.start, 'template.script', 'Scripts never run in mail and are refused.');
  else if (tag.name === 'mj-include') refuse(tag.start, 'template.include', 'Includes are off: put the content here.');
  else if (tag.name === 'mj-font')
    refuse(tag.start, 'template.external', 'Web fonts load from another host and are refused.');
  else if (tag.name === 'mj-preview') refuse(tag.start, 'template.preheader', 'Write the preheader in its own field.');
  else if (!(inHtml ? htmlTags : mjmlTags).has(tag.name))
    refuse(tag.start, 'template.tag', `<${tag.name}> is not allowed ${inHtml ? 'in text' : 'here'}.`);
  else return true;
  return false;
}

function checkAttribute(tag: SourceTag, attribute: SourceAttribute, source: string, refuse: Refuse): void {
  const { name, value, at, valueAt } = attribute;
  const mjml = tag.name.startsWith('mj');
  if (name.startsWith('on')) return refuse(at, 'template.handler', `Event handlers such as ${name} are refused.`);
  if (/[<>"`]/.test(value)) return refuse(valueAt, 'template.markup', 'Attribute values may not contain < > " or `.');
  if (loadingAttributes.has(name)) return refuse(at, 'template.external', `${name} would load from another host.`);
  if (!mjml && !htmlAttributes.has(name))
    return refuse(at, 'template.attribute', `${name} is not allowed on <${tag.name}>.`);
  if (name === 'href') return checkAddress(value, valueAt, source, refuse);
  if (name === 'src') {
    if (!inlineImage.test(value))
      refuse(valueAt, 'template.external', 'Pictures may not load from another host; use a data:image address.');
    return;
  }
  if (name === 'alt' || name === 'title' || name === 'data-label' || name === 'aria-label') return;
  if (dangerousCss.test(value) || (name === 'style' && value.includes('&')))
    refuse(valueAt, 'template.css', 'Styles may not load anything or contain escapes.');
}

/** Links are fixed when the version is made, so that nothing about a contact can ever stand in an address. */
function checkAddress(value: string, at: number, source: string, refuse: Refuse): void {
  const written = source.slice(at, at + value.length);
  if (/\{\{|\{%/.test(written)) {
    if (!/^\{\{-?\s*links\.(unsubscribe|portal)\s*-?\}\}$/.test(written.trim()))
      refuse(
        at,
        'template.field-in-link',
        'Merge fields may not stand in an address: it would show who the patient is. Only {{ links.portal }} and {{ links.unsubscribe }} may, alone.',
      );
    return;
  }
  if (/^(mailto:[^\s?&<>"']+@[^\s?&<>"']+|tel:\+?[\d().-]+)$/i.test(value)) return;
  const url = URL.parse(value.replaceAll('&amp;', '&'));
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\/[^\s'\\]+$/i.test(value) || url.username || url.password)
    refuse(at, 'template.link', 'A link is a full https:// address, mailto: or tel:.');
}

function checkPlace(token: LiquidToken, tags: readonly SourceTag[], texts: Scan['texts'], refuse: Refuse): void {
  const tag = tags.find((one) => one.start < token.start && one.end >= token.end);
  if (tag) {
    const attribute = tag.attributes.find(
      (one) => token.start >= one.valueAt && token.end <= one.valueAt + one.value.length,
    );
    if (!attribute || !['href', 'alt', 'title', 'aria-label'].includes(attribute.name))
      refuse(
        token.start,
        'template.field-place',
        'Merge fields may stand in text and in alt or title, not in other attributes.',
      );
    else if (token.kind === 'tag')
      refuse(token.start, 'template.field-place', 'Conditions may not stand inside a tag. Put them around it.');
    return;
  }
  const text = texts.find((one) => one.start <= token.start && one.start + one.text.length >= token.end);
  if (!text?.inside.some((name) => holdsHtml.has(name)))
    refuse(
      token.start,
      'template.field-place',
      'Liquid outside mj-text, mj-button and mj-table would be lost. To show a section on a condition, put the {% … %} into <mj-raw>.',
    );
}
