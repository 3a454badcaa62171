import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStsPolicy, stsId, stsNames } from '#core/delivery/mta-sts.ts';

describe('the record that announces a policy', () => {
  it.each([
    [['v=STSv1; id=20160831085700Z;'], '20160831085700Z'],
    [['v=STSv1;id=1'], '1'],
    [['something else', 'v=STSv1; id=a1'], 'a1'],
  ])('is read: %j', (records, id) => expect(stsId(records)).toBe(id));
  it.each([
    [[]],
    [['v=STSv1; id=1', 'v=STSv1; id=2']],
    [['v=STSv2; id=1']],
    [['v=STSv1; id=']],
    [['v=STSv1; id=a-b']],
    [[`v=STSv1; id=${'x'.repeat(33)}`]],
    [['id=1; v=STSv1']],
  ])('is none: %j', (records) => expect(stsId(records)).toBeNull());
});

describe('a policy', () => {
  const text = 'version: STSv1\r\nmode: enforce\r\nmx: mail.one.example\r\nmx: *.Two.example.\r\nmax_age: 604800\r\n';

  it('is read, with fields nobody knows passed over', () => {
    const policy = { id: '7', mode: 'enforce', mx: ['mail.one.example', '*.two.example'], maxAge: 604_800 };
    expect(parseStsPolicy(text, '7')).toEqual(policy);
    expect(parseStsPolicy(`${text.replaceAll('\r\n', '\n')}new_field: x\n\n`, '7')).toEqual(policy);
  });

  it('keeps no longer than a year', () => {
    expect(parseStsPolicy(text.replace('604800', '9999999999'), '7')?.maxAge).toBe(31_557_600);
  });

  it('needs no hosts when it says none', () => {
    expect(parseStsPolicy('version: STSv1\nmode: none\nmax_age: 60', '7')).toMatchObject({ mode: 'none', mx: [] });
  });

  it.each([
    ['another version', text.replace('STSv1', 'STSv2')],
    ['no version', text.replace('version: STSv1\r\n', '')],
    ['another mode', text.replace('enforce', 'maybe')],
    ['no hosts', text.replaceAll(/mx:.*\r\n/g, '')],
    ['a host that is none', text.replace('mail.one.example', 'mail one')],
    ['a wildcard within', text.replace('mail.one.example', 'mail.*.example')],
    ['no age', text.replace('max_age: 604800', '')],
    ['an age that is none', text.replace('604800', '-1')],
    ['a page of HTML', '<html>\n<p>not found</p>'],
    ['too many hosts', text + 'mx: a.example\r\n'.repeat(200)],
  ])('is none with %s', (_, other) => expect(parseStsPolicy(other, '7')).toBeNull());

  it('is read or refused, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (any) => void parseStsPolicy(any, '1')));
  });
});

describe('a host', () => {
  it.each([
    ['mail.one.example', ['mail.one.example'], true],
    ['MAIL.one.example', ['mail.one.example'], true],
    ['a.one.example', ['*.one.example'], true],
    ['a.b.one.example', ['*.one.example'], false],
    ['one.example', ['*.one.example'], false],
    ['xone.example', ['*.one.example'], false],
    ['mail.two.example', ['mail.one.example', '*.one.example'], false],
    ['example', ['*.example'], false],
  ])('%s by %j: %s', (host, mx, named) => expect(stsNames({ mx }, host)).toBe(named));
});
