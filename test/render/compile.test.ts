import { describe, expect, it } from 'vitest';
import { compileTemplate } from '#mail/render/compile.ts';
import { mjml, vocabulary } from './vocabulary.ts';

const source = (inside: string, heads: { subject?: string; preheader?: string } = {}) => ({
  subject: 'Your plan',
  preheader: '',
  ...heads,
  mjml: mjml(inside),
});
const findings = async (inside: string, heads?: { subject?: string; preheader?: string }) =>
  (await compileTemplate(source(inside, heads), vocabulary)).findings;
const errors = async (inside: string, heads?: { subject?: string; preheader?: string }) =>
  (await findings(inside, heads)).filter((one) => one.severity === 'error');

describe('compiling refuses, with line and column,', () => {
  const refused: [what: string, inside: string, code: string, line: number, column: number][] = [
    ['an include', '  <mj-include path="/etc/hostname" />', 'template.include', 2, 3],
    ['a script in text', '<mj-text>a <script>alert(1)</script></mj-text>', 'template.script', 2, 12],
    ['a script in mj-raw', '<mj-raw><script src="https://x.example/a.js"></script></mj-raw>', 'template.script', 2, 9],
    ['an event handler', '<mj-text><p onclick="go()">a</p></mj-text>', 'template.handler', 2, 13],
    ['an upper-case event handler', '<mj-text><p OnClick="go()">a</p></mj-text>', 'template.handler', 2, 13],
    ['a javascript address', '<mj-text><a href="javascript:alert(1)">a</a></mj-text>', 'template.link', 2, 19],
    [
      'a javascript address in entities',
      '<mj-text><a href="java&#115;cript:a()">a</a></mj-text>',
      'template.link',
      2,
      19,
    ],
    ['a data address', '<mj-button href="data:text/html,x">a</mj-button>', 'template.link', 2, 18],
    ['an external picture', '<mj-image src="https://x.example/a.png" alt="a" />', 'template.external', 2, 16],
    [
      'a background picture',
      '<mj-text><td background="https://x.example/a.png">a</td></mj-text>',
      'template.external',
      2,
      14,
    ],
    [
      'an external style',
      '<mj-text><p style="background:url(https://x.example)">a</p></mj-text>',
      'template.css',
      2,
      20,
    ],
    [
      'an escaped external style',
      String.raw`<mj-text><p style="background:ur\6c(//x)">a</p></mj-text>`,
      'template.css',
      2,
      20,
    ],
    ['an iframe', '<mj-text><iframe src="https://x.example"></iframe></mj-text>', 'template.tag', 2, 10],
    ['a form', '<mj-raw><form action="https://x.example"></form></mj-raw>', 'template.tag', 2, 9],
    ['svg', '<mj-text><svg></svg></mj-text>', 'template.tag', 2, 10],
    ['a component that loads from elsewhere', '<mj-social></mj-social>', 'template.tag', 2, 1],
    ['an unquoted attribute', '<mj-text><p class=x>a</p></mj-text>', 'template.markup', 2, 10],
    ['markup hidden in an attribute', `<mj-text css-class='"><b>'>a</mj-text>`, 'template.markup', 2, 21],
    ['a tag that is never closed', '<mj-text><b>a</mj-text>', 'template.markup', 2, 10],
    ['a conditional comment', '<mj-text><!--[if mso]>a<![endif]--></mj-text>', 'template.markup', 2, 10],
    ['an unknown merge field', '<mj-text>\nHi {{ contact.frist_name }}</mj-text>', 'template.unknown-field', 3, 7],
    ['a field chosen by another', '<mj-text>{{ contact[contact.plan] }}</mj-text>', 'template.unknown-field', 2, 13],
    ['an unknown filter', '<mj-text>{{ contact.plan | raw }}</mj-text>', 'template.liquid', 2, 10],
    ['a loop', '<mj-text>{% for i in (1..9) %}a{% endfor %}</mj-text>', 'template.liquid', 2, 10],
    ['a Liquid include', '<mj-text>{% render "x" %}</mj-text>', 'template.liquid', 2, 10],
    ['Liquid that is not closed', '<mj-text>{{ contact.plan </mj-text>', 'template.liquid', 2, 28],
    [
      'a merge field in an address',
      '<mj-button href="https://x.example/?p={{ contact.plan }}">a</mj-button>',
      'template.field-in-link',
      2,
      18,
    ],
    [
      'a field as the whole address',
      '<mj-button href="{{ contact.plan }}">a</mj-button>',
      'template.field-in-link',
      2,
      18,
    ],
    ['a merge field in a style', '<mj-text color="{{ contact.plan }}">a</mj-text>', 'template.field-place', 2, 17],
    ['Liquid where it would be lost', '{% if contact.plan %}', 'template.liquid', 2, 1],
    ['Liquid between components', '{{ contact.plan }}', 'template.field-place', 2, 1],
    ['an attribute MJML does not know', '<mj-button hreff="x">a</mj-button>', 'template.mjml', 2, 1],
  ];
  it.each(refused)('%s', async (_what, inside, code, line, column) => {
    expect(await errors(inside)).toContainEqual(expect.objectContaining({ code, line, column, field: 'mjml' }));
  });

  it('more than it can read, without hanging or crashing', async () => {
    const deep = `${'{% if contact.plan %}'.repeat(3000)}a${'{% endif %}'.repeat(3000)}`;
    expect(await errors(`<mj-text>${deep}</mj-text>`)).toContainEqual(
      expect.objectContaining({ code: 'template.too-deep' }),
    );
    const long = { subject: 'a', preheader: '', mjml: 'a'.repeat(200_001) };
    expect((await compileTemplate(long, vocabulary)).findings[0]?.code).toBe('template.too-long');
  });
});

describe('compiling', () => {
  it('finds every broken merge field in one look, and says a missing end tag once', async () => {
    const found = await errors(
      '<mj-text><b>{{ contact.plan | nope }} {{ contact.plann }} {{ contact.plan | no }}</mj-text>',
    );
    expect(found.map((one) => [one.code, one.column])).toEqual([
      ['template.liquid', 13],
      ['template.liquid', 59],
      ['template.unknown-field', 42],
      ['template.markup', 10],
    ]);
  });

  it('suggests the field that was meant', async () => {
    const [error] = await errors('<mj-text>{{ contact.frist_name }}</mj-text>');
    expect(error?.message).toContain('Did you mean contact.first_name?');
    expect((await errors('<mj-text>{{ link.portal }}</mj-text>'))[0]?.message).toContain('links.portal');
  });

  it('names the attributes used and takes the highest class of them', async () => {
    const compiled = await compileTemplate(
      source('<mj-text>{{ contact.plan }}{% if contact.last_hba1c > 7 %}a{% endif %}</mj-text>'),
      vocabulary,
    );
    expect(compiled.findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(compiled.fields.sort()).toEqual(['last_hba1c', 'plan']);
    expect(compiled.phi).toBe('P2');
  });

  it('keeps patient data out of subject and preheader, and warns of it in alt text', async () => {
    const found = await findings('<mj-image src="data:image/png;base64,AA==" alt="For {{ contact.first_name }}" />', {
      subject: 'Hi {{ contact.first_name }}',
      preheader: '{{ contact.plan }}',
    });
    expect(found).toContainEqual(
      expect.objectContaining({ code: 'template.phi-subject', severity: 'error', field: 'subject', column: 7 }),
    );
    expect(found).toContainEqual(expect.objectContaining({ code: 'template.phi-preheader', severity: 'error' }));
    expect(found).toContainEqual(expect.objectContaining({ code: 'template.phi-alt', severity: 'warning' }));
  });

  it('warns of a missing alt text, a second button and a missing way to unsubscribe', async () => {
    const found = await findings(
      '<mj-image src="data:image/png;base64,AA==" /><mj-button href="https://a.example">a</mj-button><mj-button href="https://b.example">b</mj-button>',
    );
    expect(found.map((one) => one.code).sort()).toEqual(['template.many-actions', 'template.no-alt']);
    const bare = { subject: 'a', preheader: '', mjml: '<mjml lang="en"><mj-body></mj-body></mjml>' };
    const codes = (await compileTemplate(bare, vocabulary)).findings.map((one) => one.code);
    expect(codes).toEqual(expect.arrayContaining(['template.no-unsubscribe', 'template.no-postal-address']));
  });

  it('leaves comments, and the Liquid in them, out of the mail', async () => {
    const compiled = await compileTemplate(source('<mj-text>a<!-- {{ contact.mrn }} <b> --></mj-text>'), vocabulary);
    expect(compiled.findings.filter((one) => one.severity === 'error')).toEqual([]);
    expect(compiled.fields).toEqual([]);
    expect(compiled.html).not.toContain('mrn');
  });

  it('loads nothing from anywhere', async () => {
    const { html } = await compileTemplate(source('<mj-text font-family="Roboto, sans-serif">a</mj-text>'), vocabulary);
    expect(html).not.toMatch(/<link|@import|<script|fonts\.googleapis/);
  });

  it('kills a compile that takes too long, and goes on with the next', async () => {
    const heavy = source('<mj-text>a</mj-text>'.repeat(6000));
    const [slow, next] = await Promise.all([
      compileTemplate(heavy, vocabulary, 20),
      compileTemplate(source('<mj-text>b</mj-text>'), vocabulary),
    ]);
    expect(slow.findings).toEqual([expect.objectContaining({ code: 'template.too-slow', severity: 'error' })]);
    expect(next.html).toContain('b');
  });
});
