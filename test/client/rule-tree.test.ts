import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTests, filterOf, treeOf, withNode } from '#client/segments/rule-tree.ts';
import { type Filter, filterSchema } from '#core/segment/ast.ts';
import { matches } from '#core/segment/evaluate.ts';
import { type ContactFacts, type Vocabulary, attributeDefinition } from '#core/segment/fields.ts';
import { phi } from '#core/phi.ts';

const vocabulary: Vocabulary = {
  attributes: new Map([
    ['age', attributeDefinition.parse({ key: 'age', label: 'Age', type: 'number', phi: 'P1' })],
    [
      'plan',
      attributeDefinition.parse({ key: 'plan', label: 'Plan', type: 'choice', phi: 'P1', choices: ['Gold', 'Silver'] }),
    ],
  ]),
  lists: new Set(['Members']),
  segments: new Map([['Clicked', null]]),
};

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({
    attribute: fc.constant('age'),
    op: fc.constantFrom('gt' as const, 'lte' as const),
    value: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    attribute: fc.constant('plan'),
    op: fc.constantFrom('eq' as const, 'ne' as const),
    value: fc.constantFrom('Gold', 'Silver'),
  }),
  fc.constant<Filter>({ list: 'Members' }),
  fc.constant<Filter>({ segment: 'Clicked' }),
  fc.record({ engaged: fc.constant('open' as const), did: fc.boolean(), atLeast: fc.constant(1) }),
);
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.record({ all: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
}));

const contact: fc.Arbitrary<ContactFacts> = fc
  .record({
    age: fc.option(fc.integer({ min: 0, max: 3 })),
    plan: fc.option(fc.constantFrom('Gold', 'Silver')),
    member: fc.boolean(),
    clicked: fc.boolean(),
    opened: fc.boolean(),
  })
  .map(({ age, plan, member, clicked, opened }) => ({
    contactId: 'c',
    attributes: { age: phi(age), plan: phi(plan) },
    lists: new Set(member ? ['Members'] : []),
    segments: new Set(clicked ? ['Clicked'] : []),
    events: opened ? [{ kind: 'open' as const, at: 1, human: true }] : [],
    messages: [],
  }));

const options = { vocabulary, now: 1_800_000_000_000, zone: 'America/Chicago' };

describe('the rule builder', () => {
  it('gives back a rule that means the same, and after that the very same rule', () => {
    fc.assert(
      fc.property(filter, contact, (given, facts) => {
        const back = filterOf(treeOf(given))!;
        expect(filterSchema.safeParse(back).success).toBe(true);
        expect(matches(back, facts, options)).toBe(matches(given, facts, options));
        expect(filterOf(treeOf(back))).toEqual(back);
      }),
      { numRuns: 500 },
    );
  });

  it('never turns a group without rules into everyone', () => {
    const tree = treeOf({ all: [{ list: 'Members' }, { any: [{ segment: 'Clicked' }] }] });
    const [members, group] = tree.items;
    const emptied = withNode(tree, group!.id, { ...group!, kind: 'group', join: 'any', not: true, items: [] });
    expect(filterOf(emptied)).toEqual({ list: 'Members' });
    expect(filterOf(withNode(emptied, members!.id, null))).toBeNull();
    expect(countTests(tree)).toBe(2);
  });

  it('writes "has not" instead of a negated "has"', () => {
    const open: Filter = { engaged: 'open', did: true, atLeast: 1 };
    expect(filterOf(treeOf({ not: open }))).toEqual({ ...open, did: false });
  });
});
