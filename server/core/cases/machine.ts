/** Where a case stands. A case never resends by itself: every step but the outcomes of messages is a person's. */
export const caseStates = [
  'open',
  'address_confirmed',
  'resent',
  'delivered',
  'failed_again',
  'alternative_arranged',
  'closed',
] as const;
export type CaseState = (typeof caseStates)[number];

/** What a person may do. */
export const caseActions = ['confirm-address', 'resend', 'arrange-alternative', 'close'] as const;
export type CaseAction = (typeof caseActions)[number];

/** What happens to a case by itself. */
export type CaseEvent =
  /** The resend was accepted, or came back, late or at once. */
  | 'resend-delivered'
  | 'resend-failed'
  /** The first message, held until now, was released and accepted after all. */
  | 'original-delivered'
  /** Nothing came back within the watch. */
  | 'watch-over'
  | 'contact-deleted';

export const caseOutcomes = ['resolved', 'alternative', 'contact_deleted'] as const;
export type CaseOutcome = (typeof caseOutcomes)[number];

/** Through which a person spoke to the contact, and by which an alternative is delivered. */
export const caseChannels = ['phone', 'post', 'in_person', 'portal', 'other'] as const;
export type CaseChannel = (typeof caseChannels)[number];

/**
 * The whole of what may follow what. The main way: open → address_confirmed → resent → delivered → closed, or → failed_again →
 * alternative_arranged → closed. A contact who wants it by post needs no resend first. There is one resend: nothing leads to
 * `resent` twice.
 */
const table: Record<CaseState, Partial<Record<CaseAction | CaseEvent, CaseState>>> = {
  open: {
    'confirm-address': 'address_confirmed',
    'arrange-alternative': 'alternative_arranged',
    'original-delivered': 'delivered',
    'contact-deleted': 'closed',
  },
  address_confirmed: {
    'confirm-address': 'address_confirmed',
    resend: 'resent',
    'arrange-alternative': 'alternative_arranged',
    'original-delivered': 'delivered',
    'contact-deleted': 'closed',
  },
  resent: { 'resend-delivered': 'delivered', 'resend-failed': 'failed_again', 'contact-deleted': 'closed' },
  delivered: {
    'resend-failed': 'failed_again',
    'watch-over': 'closed',
    close: 'closed',
    'contact-deleted': 'closed',
  },
  failed_again: {
    'arrange-alternative': 'alternative_arranged',
    'resend-delivered': 'delivered',
    'contact-deleted': 'closed',
  },
  alternative_arranged: {
    'arrange-alternative': 'alternative_arranged',
    close: 'closed',
    'contact-deleted': 'closed',
  },
  closed: {},
};

/** The state that follows; null when this may not be done, or does not matter, in this state. */
export function nextCaseState(state: CaseState, what: CaseAction | CaseEvent): CaseState | null {
  return table[state][what] ?? null;
}

/** How a case that is being closed from this state came out; null when it may not be closed from it. */
export function outcomeOf(state: CaseState): CaseOutcome | null {
  if (state === 'delivered') return 'resolved';
  return state === 'alternative_arranged' ? 'alternative' : null;
}

/** What a person may do now, the likeliest first. */
export function actionsFor(state: CaseState): CaseAction[] {
  return caseActions.filter((action) => nextCaseState(state, action) !== null && likely(state, action));
}

/** Saying again what was said is allowed, and not offered. */
function likely(state: CaseState, action: CaseAction): boolean {
  return !(state === 'address_confirmed' && action === 'confirm-address');
}

/** Why an action is refused, in a sentence that says what to do instead. */
export function refusalWords(state: CaseState, action: CaseAction): string {
  if (state === 'closed') return 'The case is closed.';
  if (action === 'resend' && state === 'open') return 'Confirm the address through another channel first.';
  if (action === 'resend') return 'There is one resend, and it was made.';
  if (action === 'close' && (state === 'failed_again' || state === 'resent'))
    return state === 'resent'
      ? 'The resend is under way; wait for what becomes of it.'
      : 'Record the alternative that was arranged before closing.';
  if (action === 'close') return 'Nothing was delivered and no alternative arranged yet, so the case stays open.';
  return state === 'resent' ? 'The resend is under way; wait for what becomes of it.' : 'The case is past this step.';
}
