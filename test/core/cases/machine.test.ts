import { describe, expect, it } from 'vitest';
import {
  type CaseAction,
  type CaseEvent,
  type CaseState,
  actionsFor,
  caseActions,
  caseStates,
  nextCaseState,
  outcomeOf,
  refusalWords,
} from '#core/cases/machine.ts';

const events: CaseEvent[] = [
  'resend-delivered',
  'resend-failed',
  'original-delivered',
  'watch-over',
  'contact-deleted',
];
type Row = [CaseState, CaseAction | CaseEvent, CaseState];

/** All that may happen; whatever is not here is refused, or of no account. */
const allowed: Row[] = [
  ['open', 'confirm-address', 'address_confirmed'],
  ['open', 'arrange-alternative', 'alternative_arranged'],
  ['open', 'original-delivered', 'delivered'],
  ['open', 'contact-deleted', 'closed'],
  ['address_confirmed', 'confirm-address', 'address_confirmed'],
  ['address_confirmed', 'resend', 'resent'],
  ['address_confirmed', 'arrange-alternative', 'alternative_arranged'],
  ['address_confirmed', 'original-delivered', 'delivered'],
  ['address_confirmed', 'contact-deleted', 'closed'],
  ['resent', 'resend-delivered', 'delivered'],
  ['resent', 'resend-failed', 'failed_again'],
  ['resent', 'contact-deleted', 'closed'],
  ['delivered', 'resend-failed', 'failed_again'],
  ['delivered', 'watch-over', 'closed'],
  ['delivered', 'close', 'closed'],
  ['delivered', 'contact-deleted', 'closed'],
  ['failed_again', 'arrange-alternative', 'alternative_arranged'],
  ['failed_again', 'resend-delivered', 'delivered'],
  ['failed_again', 'contact-deleted', 'closed'],
  ['alternative_arranged', 'arrange-alternative', 'alternative_arranged'],
  ['alternative_arranged', 'close', 'closed'],
  ['alternative_arranged', 'contact-deleted', 'closed'],
];

describe('a case', () => {
  it.each(caseStates)('in state %s goes only where the table says', (state) => {
    const found = [...caseActions, ...events].flatMap((what): Row[] => {
      const next = nextCaseState(state, what);
      return next ? [[state, what, next]] : [];
    });
    const wanted = allowed.filter(([from]) => from === state);
    expect(new Set(found.map(String))).toEqual(new Set(wanted.map(String)));
  });

  it('is resent once at the most, however its steps are ordered', () => {
    const seen = new Set<string>();
    const walk = (state: CaseState, resends: number): void => {
      expect(resends).toBeLessThanOrEqual(1);
      if (seen.has(`${state}${resends}`)) return;
      seen.add(`${state}${resends}`);
      for (const what of [...caseActions, ...events]) {
        const next = nextCaseState(state, what);
        if (next) walk(next, resends + (what === 'resend' ? 1 : 0));
      }
    };
    walk('open', 0);
    expect(seen.size).toBeGreaterThan(caseStates.length);
  });

  it('is closed by a person only once it was delivered or an alternative was arranged', () => {
    const closable = caseStates.filter((state) => nextCaseState(state, 'close') !== null);
    expect(closable).toEqual(['delivered', 'alternative_arranged']);
    expect(closable.map(outcomeOf)).toEqual(['resolved', 'alternative']);
    expect(caseStates.filter((state) => outcomeOf(state) !== null)).toEqual(closable);
  });

  it('offers what may be done, and says why the rest may not', () => {
    expect(actionsFor('open')).toEqual(['confirm-address', 'arrange-alternative']);
    expect(actionsFor('address_confirmed')).toEqual(['resend', 'arrange-alternative']);
    expect(actionsFor('resent')).toEqual([]);
    expect(actionsFor('failed_again')).toEqual(['arrange-alternative']);
    expect(actionsFor('closed')).toEqual([]);
    expect(refusalWords('open', 'resend')).toContain('Confirm the address');
    expect(refusalWords('failed_again', 'resend')).toContain('one resend');
    expect(refusalWords('failed_again', 'close')).toContain('alternative');
  });
});
