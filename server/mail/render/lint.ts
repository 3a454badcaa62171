import type { Finding } from '#core/finding.ts';
import { atLeastClass } from '#core/phi.ts';
import type { FieldUse } from './check-liquid.ts';
import { positionsIn } from './positions.ts';
import type { Scan, SourceTag } from './scan.ts';

export interface LintInput {
  subject: string;
  mjml: string;
  subjectUses: readonly FieldUse[];
  preheaderUses: readonly FieldUse[];
  bodyUses: readonly FieldUse[];
}

/** Where PHI would be seen outside the protected body, and what makes a mail work for everyone. */
export function lint({ subject, mjml, subjectUses, preheaderUses, bodyUses }: LintInput, { tags }: Scan): Finding[] {
  const findings: Finding[] = [];
  const positions = positionsIn(mjml);
  const say = (severity: Finding['severity'], code: string, message: string, offset?: number) =>
    findings.push({ severity, code, message, field: 'mjml', ...(offset === undefined ? {} : positions.at(offset)) });

  for (const [field, uses] of [
    ['subject', subjectUses],
    ['preheader', preheaderUses],
  ] as const) {
    for (const use of uses.filter((one) => atLeastClass(one.phi, 'P1'))) {
      findings.push({
        severity: 'error',
        code: `template.phi-${field}`,
        message: `${use.path} (${use.phi}) would show in the ${field}, which mail programs put on lock screens and lists, outside any protection. Take it out.`,
        field,
        line: 1,
        column: use.offset + 1,
      });
    }
  }
  if (subject.trim() === '')
    findings.push({
      severity: 'error',
      code: 'template.no-subject',
      message: 'Write a subject.',
      field: 'subject',
      line: 1,
      column: 1,
    });
  else if (subject.length > 78)
    findings.push({
      severity: 'hint',
      code: 'template.long-subject',
      message: 'Phones show about the first 40 characters of a subject.',
      field: 'subject',
      line: 1,
      column: 79,
    });

  const opens = tags.filter((tag) => tag.kind !== 'close' && !tag.inside.includes('mj-attributes'));
  for (const image of opens.filter((tag) => tag.name === 'mj-image' || tag.name === 'img')) {
    if (!image.attributes.some((one) => one.name === 'alt'))
      say(
        'warning',
        'template.no-alt',
        'This picture has no alt text. Describe it, or write alt="" when it is decoration.',
        image.start,
      );
  }
  for (const use of bodyUses) {
    const tag = opens.find((one) => one.start < use.offset && one.end > use.offset);
    if (tag && atLeastClass(use.phi, 'P1'))
      say(
        'warning',
        'template.phi-alt',
        `${use.path} (${use.phi}) stands in an attribute, where it may be read aloud or shown on its own.`,
        use.offset,
      );
  }
  const buttons = opens.filter((tag) => tag.name === 'mj-button');
  if (buttons.length === 0 && !opens.some(isLink))
    say('hint', 'template.no-action', 'Nothing to click: say what the reader should do next.');
  for (const extra of buttons.slice(1))
    say(
      'warning',
      'template.many-actions',
      'A second button competes with the first. Keep one clear call to action and make the others links.',
      extra.start,
    );
  for (const link of opens.filter((tag) => /^http:/i.test(hrefOf(tag))))
    say('warning', 'template.http', 'This address is not encrypted. Use https.', link.start);
  if (!bodyUses.some((use) => use.path === 'links.unsubscribe'))
    say(
      'warning',
      'template.no-unsubscribe',
      'No unsubscribe link. Mail sent for marketing must have one: {{ links.unsubscribe }}.',
    );
  if (!bodyUses.some((use) => use.path === 'organization.address'))
    say(
      'warning',
      'template.no-postal-address',
      'No postal address. Mail sent for marketing must show one: {{ organization.address }}.',
    );
  if (!opens.find((tag) => tag.name === 'mjml')?.attributes.some((one) => one.name === 'lang'))
    say('hint', 'template.no-language', 'Say the language for screen readers: <mjml lang="en">.');
  return findings;
}

function isLink(tag: SourceTag): boolean {
  return hrefOf(tag) !== '';
}

function hrefOf(tag: SourceTag): string {
  return tag.attributes.find((one) => one.name === 'href')?.value ?? '';
}
