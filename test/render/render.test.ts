import { describe, expect, it } from 'vitest';
import { Failure } from '#core/failure.ts';
import { compileTemplate } from '#mail/render/compile.ts';
import { htmlLiquid, printHtml } from '#mail/render/liquid.ts';
import { type MergeValues, renderMessage } from '#mail/render/render.ts';
import { printSegments, segmentsOf } from '#mail/render/segments.ts';
import { mjml, valuesOf, versionOf, vocabulary } from './vocabulary.ts';

const compile = async (inside: string, subject = 'Your plan') => {
  const compiled = await compileTemplate({ subject, preheader: '', mjml: mjml(inside) }, vocabulary);
  expect(compiled.findings.filter((one) => one.severity === 'error')).toEqual([]);
  return versionOf(compiled);
};
const failureOf = (render: () => unknown): Failure => {
  try {
    render();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It rendered.');
};

describe('rendering', () => {
  it('blocks on a missing value, naming the field and no value', async () => {
    const version = await compile('<mj-text>{{ contact.first_name }} {{ contact.plan }}</mj-text>');
    for (const plan of [undefined, null, '', '   ', []] as const) {
      const contact = { first_name: 'Avery-Canary', ...(plan === undefined ? {} : { plan: plan as string }) };
      const failure = failureOf(() => renderMessage(version, valuesOf(contact), null));
      expect(failure.code).toBe('TEMPLATE_RENDER_FAILED');
      expect(failure.details).toEqual({ templateVersionId: version.id, field: 'contact.plan', why: 'missing' });
      expect(JSON.stringify(failure) + failure.message + failure.stack).not.toContain('Canary');
    }
  });

  it('does not block on a condition that asks whether there is a value, nor on a default', async () => {
    const version = await compile(
      '<mj-text>{{ contact.first_name | default: "there" }}{% if contact.plan %} has {{ contact.plan }}{% endif %}{% if contact.city == "Springfield" %}!{% endif %}</mj-text>',
    );
    expect(renderMessage(version, valuesOf({}), null).text).toMatch(/^there\n/);
    expect(renderMessage(version, valuesOf({ plan: 'Gold', city: 'Springfield' }), null).text).toMatch(
      /^there has Gold!/,
    );
  });

  it('does not reach a prototype or a field the version was not checked for', async () => {
    const version = await compile('<mj-text>a</mj-text>');
    const hostile = { ...version, id: 'hostile', text: '{{ contact.constructor }}{{ contact.mrn }}', fields: [] };
    expect(failureOf(() => renderMessage(hostile, valuesOf({ mrn: '1' }), null)).code).toBe('TEMPLATE_RENDER_FAILED');
  });

  const hostile: [string, string][] = [
    ['CRLF and a header', 'Avery\r\nBcc: x@y.example'],
    ['HTML', '<img src=x onerror=alert(1)>'],
    ['a quote and an attribute', '" onclick="x'],
    ['a comma', 'Brooks, Avery <a@b.example>'],
    ['Liquid', '{{ contact.mrn }}{% raw %}'],
    ['a direction override', 'a\u202Egnp.exe'],
    ['a line separator', 'a\u2028b'],
  ];
  it.each(hostile)('makes %s in a value harmless', async (_what, value) => {
    const version = await compile(
      '<mj-text title="x">Dear {{ contact.city }}.</mj-text>'.replace(' title="x"', ''),
      'To {{ sender.name }}',
    );
    const values = valuesOf({ city: value, mrn: 'SECRET' }, { sender: { name: value, address: 'a@b.example' } });
    const { subject, html, text } = renderMessage(version, values, null);
    expect(subject).not.toMatch(/[\r\n\u2028\u202e]/);
    expect(html).not.toMatch(/<img|onclick="|SECRET|\u202e|\u2028/);
    expect(text.split('\n')[0]).toMatch(/^Dear .*\.$/);
    expect(text).not.toContain('SECRET');
  });

  it('writes dates, lists and numbers in the language of the contact', async () => {
    const version = await compile(
      '<mj-text>{{ contact.renewal_date }}|{{ contact.conditions }}|{{ contact.monthly_premium | number: 2 }}|{{ contact.auto_renew }}|{{ contact.next_appointment }}</mj-text>',
    );
    const contact = {
      renewal_date: '2027-01-01',
      conditions: ['Asthma', 'Diabetes'],
      monthly_premium: 1312.5,
      auto_renew: true,
      next_appointment: '2026-12-08T14:30',
    };
    const line = (more: Partial<MergeValues>) =>
      renderMessage(version, valuesOf(contact, more), null).text.split('\n100 Harbor')[0]!.replace(/\s+/g, ' ');
    expect(line({ language: 'en' })).toBe(
      'January 1, 2027|Asthma and Diabetes|1,312.50|yes|December 8, 2026 at 2:30 PM',
    );
    expect(line({ language: 'es' })).toMatch(/^1 de enero de 2027\|Asthma y Diabetes\|/);
    expect(line({ language: 'not a language' })).toMatch(/^January 1, 2027/);
  });

  it('shows an instant in the zone of the contact, and a date as written in any', async () => {
    const version = await compile('<mj-text>{{ contact.next_appointment }}|{{ contact.renewal_date }}</mj-text>');
    const contact = { next_appointment: '2026-12-08T03:30:00Z', renewal_date: '2027-01-01' };
    const { text } = renderMessage(version, valuesOf(contact, { zone: 'America/Los_Angeles' }), null);
    expect(text.replace(/\s+/g, ' ')).toMatch(/^December 7, 2026 at 7:30 PM\|January 1, 2027/);
  });

  it('rewrites links for tracking by their index, in HTML and text, and the fixed addresses without it', async () => {
    const version = await compile(
      '<mj-button href="https://a.example/?x=1&amp;y=2" name="review">Review</mj-button><mj-text><a href="https://b.example" data-label="more">b</a></mj-text>',
    );
    expect(version.links).toEqual([
      { label: 'review', url: 'https://a.example/?x=1&y=2' },
      { label: 'more', url: 'https://b.example' },
    ]);
    const plain = renderMessage(version, valuesOf({}), null);
    expect(plain.html).toContain('href="https://a.example/?x=1&amp;y=2"');
    expect(plain.text).toContain('<https://a.example/?x=1&y=2>');
    const tracked = renderMessage(version, valuesOf({}), {
      open: 'https://l.example/t/o/1',
      click: (i) => `https://l.example/t/c/${i}`,
    });
    expect(tracked.html).not.toContain('https://a.example');
    expect(tracked.html).toContain('href="https://l.example/t/c/1"');
    expect(tracked.text).toContain('<https://l.example/t/c/0>');
    expect(tracked.html).toContain('src="https://l.example/t/o/1"');
  });

  it('puts no pixel into a mail without one', async () => {
    const version = await compile('<mj-text>a</mj-text>');
    expect(renderMessage(version, valuesOf({}), null).html).not.toContain('<img');
    expect(renderMessage(version, valuesOf({}), { open: null, click: String }).html).not.toContain('<img');
  });

  it('prints plain fields the way Liquid itself would', async () => {
    const pieces = [
      '{{ contact.first_name }}',
      '{{contact.first_name}}',
      '{{ contact.plan | upcase }}',
      '{{ contact.city | default: "you" }}',
      "{{ contact.city | default: 'us' }}",
      '{{ contact.renewal_date | date: "weekday" }}',
      '{{ contact.renewal_date | date: "short" | upcase }}',
      '{{ contact.monthly_premium | number: 2 }}',
      '{{ contact.conditions | list }}',
      '{% if contact.plan %}{% if contact.city %}a{% else %}{{ contact.plan }}{% endif %}{% endif %}',
      '{% unless contact.city %}b{% endunless %}',
      '{% case contact.plan %}{% when "Gold" %}g{% else %}h{% endcase %}',
      '{{ organization.name }} {{ links.portal }}',
    ];
    const values = valuesOf({
      first_name: 'A & "B" <c>',
      plan: 'Gold',
      renewal_date: '2027-01-01',
      monthly_premium: 5,
      conditions: ['x', 'y<'],
    });
    const locale = { language: 'en-US', zone: 'UTC' };
    const scope = { ...values, contact: { ...values.contact, city: null }, stepwell: { click: [], locale } };
    for (const piece of [...pieces, pieces.join(' – ')]) {
      const direct = printSegments(segmentsOf(piece, htmlLiquid), scope, htmlLiquid, printHtml);
      expect(direct).toBe(htmlLiquid.parseAndRenderSync(piece, scope));
    }
  });
});
