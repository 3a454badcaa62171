import { describe, expect, it } from 'vitest';
import { prepare } from '#core/graph/prepare.ts';
import { advance, MOVED, SKIPPED } from '#core/run/advance.ts';
import type { Fate } from '#core/run/fate.ts';
import type { Standing } from '#core/run/state.ts';
import { atStart, contact, DAY, journey, NOW, vocabulary } from '../support.ts';

/** What a newer version looks like that has no step “old” any more. */
const newer = journey(
  {
    mail: ['send-email', { template: 'Welcome' }, { sent: 'wait' }],
    wait: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'over' }],
    over: ['end', {}],
  },
  { exit: [{ segment: 'Texans' }] },
);

function taken(fate: Fate, visits: Record<string, number> = {}, values = {}) {
  const standing: Standing = atStart({
    step: 'old',
    visit: 1,
    visits: { ...visits, old: 1 },
    state: 'waiting',
    dueAt: NOW + DAY,
    waitingFor: ['open:mail'],
    enteredStepAt: NOW - DAY,
  });
  return advance({
    prepared: prepare(newer),
    standing,
    wake: { kind: 'reconsider' },
    facts: contact(values),
    vocabulary,
    now: NOW,
    contactZone: null,
    fate,
  });
}

const move = (to: string, again = false): Fate => ({ kind: 'goes', to, by: 'move', again });

describe('someone at a step that a newer version does not have', () => {
  it('is moved: leaves the one, enters the other now, and walks on from there', () => {
    const { standing, visits, counts, commands } = taken(move('mail'));
    expect(
      visits.map(({ step, visit, outlet, enteredAt, leftAt }) => [step, visit, outlet, leftAt - enteredAt]),
    ).toEqual([
      ['old', 1, MOVED, DAY],
      ['mail', 1, 'sent', 0],
    ]);
    expect(counts).toEqual([
      { step: 'old', measure: `passed:${MOVED}` },
      { step: 'mail', measure: 'entered' },
      { step: 'mail', measure: 'passed:sent' },
      { step: 'wait', measure: 'entered' },
    ]);
    expect(commands).toMatchObject([{ kind: 'send', step: 'mail', visit: 1 }]);
    expect(standing).toMatchObject({
      step: 'wait',
      state: 'waiting',
      dueAt: NOW + DAY,
      enteredStepAt: NOW,
      waitingFor: ['filter'],
    });
  });

  it('is not moved to where they have been, unless the version lets them through it again', () => {
    const refused = taken(move('mail'), { mail: 1, wait: 1 });
    expect(refused.standing).toMatchObject({ step: 'old', exitReason: 'loop_prevented', state: 'completed' });
    expect(refused.commands).toEqual([]);
    const again = taken(move('mail', true), { mail: 1, wait: 1 });
    expect(again.commands).toMatchObject([{ kind: 'send', step: 'mail', visit: 2 }]);
    // What follows lets them through a second time too: a move is a jump.
    expect(again.standing).toMatchObject({ step: 'wait', visit: 2, exitReason: null });
  });

  it('is sent on as along an edge: round a circle nobody goes', () => {
    const on = taken({ kind: 'goes', to: 'wait', by: 'skip', again: false });
    expect(on.visits).toMatchObject([{ step: 'old', outlet: SKIPPED }]);
    expect(on.standing).toMatchObject({ step: 'wait', visit: 1 });
    const round = taken({ kind: 'goes', to: 'wait', by: 'skip', again: false }, { wait: 1 });
    expect(round.standing.exitReason).toBe('loop_prevented');
  });

  it('completes where nothing is left to go on to, and leaves where the version says so', () => {
    expect(taken({ kind: 'goes', to: null, by: 'skip', again: false }).standing.exitReason).toBe('completed');
    const left = taken({ kind: 'leaves' });
    expect(left.counts).toEqual([{ step: 'old', measure: 'exited:step_removed' }]);
    expect(left.visits).toMatchObject([{ step: 'old', outlet: 'exit:step_removed' }]);
  });

  it('meets the exit criteria before anything else', () => {
    expect(taken(move('mail'), {}, { state: 'TX' })).toMatchObject({
      standing: { step: 'old', exitReason: 'exit_criteria' },
      commands: [],
    });
  });
});
