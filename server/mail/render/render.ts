import { LiquidError } from 'liquidjs';
import { Failure } from '#core/failure.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { type Scope, MissingValue, htmlLiquid, printHtml, printText, textLiquid } from './liquid.ts';
import { type Segment, FieldMissing, printSegments, segmentsOf } from './segments.ts';

/** What rendering needs of an immutable template version; a row of `template_versions` fits. */
export interface RenderableVersion {
  id: string;
  subject: string;
  html: string;
  text: string;
  fields: readonly string[];
  links: readonly { label: string; url: string }[];
}

/** The values of one message. Attributes are already revealed: whoever calls answers for where the result goes. */
export interface MergeValues {
  contact: Readonly<Record<string, AttributeValue>>;
  sender: { name: string; address: string };
  organization: { name: string; address: string };
  links: { unsubscribe: string; portal: string };
  /** BCP 47; dates and numbers are written in it. English when absent or unknown. */
  language?: string | null;
  /** IANA zone in which instants are shown; UTC when absent. */
  zone?: string | null;
}

/** Addresses to record opens and clicks with. `open: null` means no pixel; no tracking at all is `null`. */
export interface Tracking {
  open: string | null;
  click(index: number): string;
}

export interface Rendered {
  subject: string;
  html: string;
  text: string;
}

interface Parsed {
  subject: Segment[];
  html: Segment[];
  text: Segment[];
}

/** Parsed versions by id. Versions never change, so nothing here can go stale; the oldest goes when it is full. */
const parsed = new Map<string, Parsed>();
const KEPT = 200;

/**
 * One contact's mail from a compiled version: Liquid only, MJML is long done.
 * @throws Failure TEMPLATE_RENDER_FAILED naming the field that has no value for this contact, never a value.
 */
export function renderMessage(version: RenderableVersion, values: MergeValues, tracking: Tracking | null): Rendered {
  const ready = parsedOf(version);
  const click = version.links.map((link, i) => (tracking ? tracking.click(i) : link.url));
  const scope = scopeOf(version, values, click);
  const html = run(version, () => printSegments(ready.html, scope, htmlLiquid, printHtml));
  const text = run(version, () => printSegments(ready.text, scope, textLiquid, printText));
  const subject = run(version, () => printSegments(ready.subject, scope, textLiquid, printText));
  return {
    subject: subject.replace(/\s+/g, ' ').trim(),
    html: tracking?.open ? withPixel(html, tracking.open) : html,
    text: `${text
      .replace(/[ \t]+$/gm, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  };
}

function parsedOf(version: RenderableVersion): Parsed {
  const known = parsed.get(version.id);
  if (known) return known;
  const fresh: Parsed = {
    subject: segmentsOf(version.subject, textLiquid),
    html: segmentsOf(version.html, htmlLiquid),
    text: segmentsOf(version.text, textLiquid),
  };
  parsed.set(version.id, fresh);
  if (parsed.size > KEPT) parsed.delete(parsed.keys().next().value!);
  return fresh;
}

/** Every field the version knows is present, `null` when the contact has none: conditions may ask, printing fails. */
function scopeOf(version: RenderableVersion, values: MergeValues, click: string[]): Scope {
  const contact: Record<string, AttributeValue> = {};
  for (const field of version.fields)
    contact[field] = Object.hasOwn(values.contact, field) ? values.contact[field]! : null;
  return {
    contact,
    sender: values.sender,
    organization: values.organization,
    links: values.links,
    stepwell: { click, locale: { language: supported(values.language), zone: zoneOf(values.zone) } },
  };
}

function run(version: RenderableVersion, render: () => string): string {
  try {
    return render();
  } catch (cause) {
    throw new Failure('TEMPLATE_RENDER_FAILED', { templateVersionId: version.id, ...reasonOf(cause) });
  }
}

function reasonOf(cause: unknown): { field: string | null; why: 'missing' | 'refused' } {
  if (cause instanceof FieldMissing) return { field: cause.field, why: 'missing' };
  if (!LiquidError.is(cause)) return { field: null, why: 'refused' };
  const missing = cause.originalError instanceof MissingValue || /undefined variable/.test(cause.message);
  return { field: fieldIn(cause), why: missing ? 'missing' : 'refused' };
}

/** The merge field named in the source where it failed: source text, so never a value. */
function fieldIn(error: LiquidError): string | null {
  return /\b(?:contact|sender|organization|links)\.[a-z0-9_]+/.exec(error.token.getText())?.[0] ?? null;
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px">`;
  const end = html.lastIndexOf('</body>');
  return end < 0 ? html + pixel : html.slice(0, end) + pixel + html.slice(end);
}

const languages = new Map<string, string>();
const zones = new Map<string, string>();

function supported(language: string | null | undefined): string {
  return language ? kept(languages, language, named) : 'en-US';
}

function zoneOf(zone: string | null | undefined): string {
  return zone ? kept(zones, zone, known) : 'UTC';
}

/** What a contact's language or zone means is worked out once; making Intl objects costs more than rendering. */
function kept(cache: Map<string, string>, given: string, work: (given: string) => string): string {
  let answer = cache.get(given);
  if (answer === undefined) {
    answer = work(given);
    if (cache.size < 2000) cache.set(given, answer);
  }
  return answer;
}

const NAMES: Record<string, string> = {
  english: 'en-US',
  en: 'en-US',
  spanish: 'es-US',
  es: 'es-US',
  español: 'es-US',
};

function named(language: string): string {
  const name = NAMES[language.trim().toLowerCase()];
  if (name) return name;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language])[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

function known(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
