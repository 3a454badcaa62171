import { expect, it } from 'vitest';
import type { Standing } from '#core/run/state.ts';
import type { Move } from '#engine/world.ts';
import { moveSet } from '#store/enrollments/paths.ts';

const standing: Standing = {
  enrollmentId: '00000000-0000-7000-8000-000000000001',
  contactId: '00000000-0000-7000-8000-000000000002',
  lane: 3,
  journeyId: '00000000-0000-7000-8000-000000000003',
  entryKey: '',
  step: 'rest',
  visits: { rest: 1 },
  visit: 1,
  state: 'waiting',
  dueAt: 900,
  waitingFor: ['open:hello'],
  enteredStepAt: 500,
  enteredAt: 100,
  exitReason: null,
};
const visit = { step: 'mark', visit: 1, enteredAt: 400, leftAt: 500, outlet: 'added' };
const move: Move = {
  before: { ...standing, step: 'mark', enteredStepAt: 400 },
  after: standing,
  priority: 5,
  visits: [visit],
  commands: [{ kind: 'add-to-segment', segment: 'Asked' }],
  counts: [],
  version: 1,
  problem: null,
};

it('lets only those share a path of whom all but the ids is the same', () => {
  const after = (changed: Partial<Standing>): Move => ({ ...move, after: { ...standing, ...changed } });
  const others: Move[] = [
    { ...move, before: { ...move.before, step: 'elsewhere' } },
    { ...move, version: 2 },
    { ...move, problem: 'WRITE_REFUSED' },
    { ...move, visits: [] },
    { ...move, visits: [visit, visit] },
    ...Object.entries({ step: 'x', visit: 2, enteredAt: 399, leftAt: 501, outlet: 'x' }).map(([field, value]) => ({
      ...move,
      visits: [{ ...visit, [field]: value }],
    })),
    { ...move, commands: [] },
    { ...move, commands: [{ kind: 'add-to-segment', segment: 'Other' }] },
    { ...move, commands: [{ kind: 'remove-from-segment', segment: 'Asked' }] },
    { ...move, commands: [...move.commands, { kind: 'add-to-segment', segment: 'Other' }] },
    after({ journeyId: '00000000-0000-7000-8000-000000000009' }),
    after({ step: 'x' }),
    after({ visit: 2 }),
    after({ visits: { rest: 2 } }),
    after({ visits: { rest: 1, mark: 1 } }),
    after({ visits: {} }),
    after({ state: 'active' }),
    after({ dueAt: null }),
    after({ dueAt: 901 }),
    after({ waitingFor: [] }),
    after({ waitingFor: ['open:other'] }),
    after({ enteredStepAt: 501 }),
    after({ exitReason: 'completed' }),
  ];
  const same = after({
    contactId: '00000000-0000-7000-8000-000000000012',
    visits: { rest: 1 },
    waitingFor: ['open:hello'],
  });
  // What is written contact by contact is none of the path's business.
  const entering = { ...same, commands: [{ kind: 'enter-journey' as const, journey: 'Next' }, ...move.commands] };
  const set = moveSet([move, ...others, same, entering]);
  expect(set.paths).toEqual([move, ...others]);
  expect(set.path).toBe(`{${[1, ...others.map((_, i) => i + 2), 1, 1].join(',')}}`);
  expect(set.taken[0]).toEqual(new Map([[3, 3]]));
});
