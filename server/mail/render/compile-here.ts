import type { Finding } from '#core/finding.ts';
import { type PhiClass, highestClass } from '#core/phi.ts';
import type { AttributeDefinition } from '#core/segment/fields.ts';
import { checkLiquid } from './check-liquid.ts';
import { checkSource } from './check-source.ts';
import { mergeFields } from './fields.ts';
import { lint } from './lint.ts';
import { type LiquidToken, liquidTokens } from './liquid.ts';
import { type TemplateLink, linksIn, mask, withoutComments, withoutLiquid, withTypeFilter } from './mask.ts';
import { mjmlToHtml } from './mjml.ts';
import { scan } from './scan.ts';
import { textPart } from './text-part.ts';

export interface TemplateSource {
  subject: string;
  preheader: string;
  mjml: string;
}

/** A template made ready once: HTML, text and subject still hold Liquid, links are slots filled per message. */
export interface Compiled {
  subject: string;
  html: string;
  text: string;
  /** Attribute keys the template uses. */
  fields: string[];
  links: TemplateLink[];
  /** Highest class of those attributes. */
  phi: PhiClass;
  /** Any of severity `error` means: not publishable, and `html` may be empty. */
  findings: Finding[];
}

const LARGEST = { subject: 500, preheader: 500, mjml: 200_000 };

/**
 * Compiles in this thread. Only the compile worker and the benchmark call it: an author's text runs through MJML
 * here, so it must be where it can be killed.
 */
export async function compileHere(
  source: TemplateSource,
  definitions: readonly AttributeDefinition[],
): Promise<Compiled> {
  const tooLong = sizeFindings(source);
  if (tooLong.length > 0) return refused(tooLong);
  const known = new Map(mergeFields(definitions).map((one) => [one.path, one]));
  const attributes = new Map(definitions.map((one) => [one.key, one]));
  const subject = checkLiquid(source.subject, 'subject', known);
  const preheader = checkLiquid(source.preheader, 'preheader', known);
  const mjml = withoutComments(source.mjml);
  const body = checkLiquid(mjml, 'mjml', known);
  const uses = [...subject.uses, ...preheader.uses, ...body.uses];
  const fields = [...new Set(uses.flatMap(({ path }) => (path.startsWith('contact.') ? [path.slice(8)] : [])))];
  const phi = highestClass(uses.map((use) => use.phi));

  const scanned = scan(withoutLiquid(mjml, body.tokens));
  const findings = [
    ...subject.findings,
    ...preheader.findings,
    ...body.findings,
    ...checkSource(mjml, scanned, body.tokens),
    ...lint(
      { subject: source.subject, mjml, subjectUses: subject.uses, preheaderUses: preheader.uses, bodyUses: body.uses },
      scanned,
    ),
  ];
  if (findings.some(isError)) return { ...refused(inOrder(findings)), fields, phi };

  const filtered = (token: LiquidToken) => ({ ...token, becomes: withTypeFilter(token, attributes) });
  const links = linksIn(mjml, scanned);
  const slots = links.map(({ start, end }, i) => ({ start, end, becomes: `{{ stepwell.click[${i}] }}` }));
  const masked = mask(mjml, [...body.tokens.map(filtered), ...slots]);
  const { html, findings: refusals } = await mjmlToHtml(masked.text);
  if (refusals.length > 0) return { ...refused(inOrder([...findings, ...refusals])), fields, phi };
  const inline = (text: string) => {
    const one = mask(text, liquidTokens(text).map(filtered));
    return { html: one.unmask(escapeText(one.text)), text: one.unmask(one.text) };
  };
  return {
    subject: inline(source.subject).text,
    html: masked.unmask(withPreheader(compact(html), inline(source.preheader).html)),
    text: masked.unmask(textPart(html)),
    fields,
    links: links.map(({ label, url }) => ({ label, url })),
    phi,
    findings: inOrder(findings),
  };
}

/** Indentation means nothing in HTML outside `pre`, and every copy of the mail would carry it. */
function compact(html: string): string {
  return /<pre[\s>]/i.test(html) ? html : html.replace(/\n\s+/g, '\n').replace(/[ \t]{2,}(?=<)/g, ' ');
}

/** Hidden first words for the inbox list, then filler so that the list does not go on with the body. */
function withPreheader(html: string, preheader: string): string {
  const scheme =
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">';
  const hidden = `<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">${preheader}${'&#847;&zwnj;&nbsp;'.repeat(60)}</div>`;
  const withScheme = html.replace(/<\/head>/i, () => `${scheme}</head>`);
  return preheader ? withScheme.replace(/<body[^>]*>/i, (body) => `${body}${hidden}`) : withScheme;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function refused(findings: Finding[]): Compiled {
  return { subject: '', html: '', text: '', fields: [], links: [], phi: 'P2', findings };
}

function sizeFindings(source: TemplateSource): Finding[] {
  return (['subject', 'preheader', 'mjml'] as const).flatMap((field): Finding[] =>
    source[field].length <= LARGEST[field]
      ? []
      : [
          {
            severity: 'error',
            code: 'template.too-long',
            message: `The ${field} may have at most ${LARGEST[field]} characters.`,
            field,
          },
        ],
  );
}

export function isError(finding: Finding): boolean {
  return finding.severity === 'error';
}

const WEIGHT = { error: 0, warning: 1, hint: 2 };

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || (a.line ?? 0) - (b.line ?? 0));
}
