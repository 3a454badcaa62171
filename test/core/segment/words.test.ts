import { describe, expect, it } from 'vitest';
import { checkFilter } from '#core/segment/check.ts';
import type { Filter } from '#core/segment/ast.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { describeFilter } from '#core/segment/describe.ts';
import { explainFilter } from '#core/segment/explain.ts';
import { matches } from '#core/segment/evaluate.ts';
import { contact, NOW, vocabulary } from '../support.ts';

describe('a filter in words', () => {
  it.each<[Filter, string]>([
    [{ attribute: 'state', op: 'eq', value: 'TX' }, 'state is TX'],
    [{ attribute: 'state', op: 'in', value: ['TX', 'CA', 'NY'] }, 'state is TX, CA or NY'],
    [{ attribute: 'age', op: 'gte', value: 65 }, 'age is at least 65'],
    [{ attribute: 'member', op: 'eq', value: true }, 'member is yes'],
    [{ attribute: 'first_name', op: 'not_exists' }, 'first name is not known'],
    [{ attribute: 'appointment', op: 'within_next', value: 'P3D' }, 'appointment is within the next 3 days'],
    [{ attribute: 'birthday', op: 'gte', value: '1990-05-04' }, 'birthday is on or after May 4, 1990'],
    [{ segment: 'Texans' }, 'is in the segment “Texans”'],
    [{ not: { list: 'Newsletter' } }, 'is not on the list “Newsletter”'],
    [{ engaged: 'open', did: true, atLeast: 1, last: true }, 'has opened the last email'],
    [
      { engaged: 'click', did: true, atLeast: 1, last: true, link: 'Webinar' },
      'has clicked “Webinar” in the last email',
    ],
    [
      { engaged: 'click', did: false, atLeast: 1, within: 'P30D' },
      'has not clicked a link in an email in the last 30 days',
    ],
    [{ engaged: 'open', did: true, atLeast: 3, template: 'News' }, 'has opened the email “News” at least 3 times'],
    [{ engaged: 'custom', did: true, atLeast: 1, name: 'booked' }, 'has done “booked”'],
    [{ delivery: 'portal' }, 'their last email went to the portal'],
    [{ all: [] }, 'everyone'],
    [
      { all: [{ segment: 'Texans' }, { any: [{ attribute: 'age', op: 'gt', value: 40 }, { list: 'Newsletter' }] }] },
      'is in the segment “Texans” and (age is more than 40 or is on the list “Newsletter”)',
    ],
    [
      { not: { all: [{ attribute: 'age', op: 'lt', value: 40 }, { segment: 'Invited' }] } },
      'it is not true that (age is less than 40 and is in the segment “Invited”)',
    ],
  ])('%j', (filter, words) => {
    expect(describeFilter(filter, vocabulary)).toBe(words);
  });

  it('uses the key where it does not know the label', () => {
    expect(describeFilter({ attribute: 'shoe_size', op: 'gt', value: 44 })).toBe('shoe_size is more than 44');
  });
});

describe('the check of a filter', () => {
  it.each<[string, Filter, string]>([
    ['an unknown attribute', { attribute: 'shoe_size', op: 'eq', value: 1 }, 'filter.unknown-attribute'],
    ['an unknown list', { list: 'Nobody' }, 'filter.unknown-list'],
    ['an unknown segment', { segment: 'Nobody' }, 'filter.unknown-segment'],
    ['a circle of segments', { segment: 'Ouroboros' }, 'filter.cycle'],
    ['a broken segment', { segment: 'Broken' }, 'filter.broken-segment'],
    ['an operator the type does not have', { attribute: 'age', op: 'contains', value: '1' }, 'filter.wrong-operator'],
    ['a value of the wrong type', { attribute: 'age', op: 'gt', value: 'old' }, 'filter.wrong-value'],
    ['a value where none belongs', { attribute: 'age', op: 'exists', value: 1 }, 'filter.wrong-value'],
    ['a choice that is not one', { attribute: 'state', op: 'eq', value: 'Texas' }, 'filter.wrong-value'],
    ['an empty group inside', { all: [{ list: 'Newsletter' }, { all: [] }] }, 'filter.empty-group'],
    [
      'a journey’s email outside of one',
      { engaged: 'open', did: true, atLeast: 1, last: true },
      'filter.outside-journey',
    ],
    ['everyone', { all: [] }, 'filter.everyone'],
  ])('finds %s', (_, filter, code) => {
    expect(checkFilter(filter, vocabulary).map((finding) => finding.code)).toEqual([code]);
  });

  it('calls everyone a warning for an audience and an error for a condition', () => {
    expect(checkFilter({ all: [] }, vocabulary)[0]?.severity).toBe('warning');
    expect(checkFilter({ all: [] }, vocabulary, { within: 'journey' })[0]?.severity).toBe('error');
  });

  it('says where', () => {
    const filter: Filter = { all: [{ list: 'Newsletter' }, { not: { attribute: 'age', op: 'gt', value: 'x' } }] };
    expect(checkFilter(filter, vocabulary, { field: 'paths.0.filter' })[0]?.field).toBe(
      'paths.0.filter.all.1.not.value',
    );
  });

  it('finds nothing only where evaluation does not throw', () => {
    const values = [undefined, 1, 'x', true, 'TX', '2026-01-01', 'P7D', ['TX'], [1], []];
    const ops = ['eq', 'gt', 'in', 'contains', 'exists', 'within_last', 'starts_with', 'before', 'not_in'] as const;
    for (const attribute of [...vocabulary.attributes.keys(), 'shoe_size'])
      for (const op of ops)
        for (const value of values) {
          const filter: Filter = { attribute, op, ...(value === undefined ? {} : { value }) };
          if (checkFilter(filter, vocabulary).some(({ severity }) => severity === 'error')) continue;
          expect(filterSchema.safeParse(filter).success).toBe(true);
          expect(matches(filter, contact(), { vocabulary, now: NOW, zone: 'UTC' })).toBeTypeOf('boolean');
        }
  });
});

describe('why a contact matches', () => {
  it('is told part by part, rule segments opened up', () => {
    const who = contact({ state: 'TX', age: 30 });
    const filter: Filter = { all: [{ segment: 'Invited Texans' }, { not: { attribute: 'age', op: 'gt', value: 40 } }] };
    expect(explainFilter(filter, who, { vocabulary, now: NOW, zone: 'UTC' })).toEqual({
      text: 'all of these',
      met: false,
      children: [
        {
          text: 'is in the segment “Invited Texans”',
          met: false,
          children: [
            {
              text: 'all of these',
              met: false,
              children: [
                {
                  text: 'is in the segment “Texans”',
                  met: true,
                  children: [{ text: 'state is TX', met: true, children: [] }],
                },
                { text: 'is in the segment “Invited”', met: false, children: [] },
              ],
            },
          ],
        },
        { text: 'none of this', met: true, children: [{ text: 'age is more than 40', met: false, children: [] }] },
      ],
    });
  });
});
