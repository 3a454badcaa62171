import type { inferRouterOutputs } from '@trpc/server';
import type { Assurance } from '../../server/core/delivery/facts.ts';
import type { AppRouter } from '../../server/api/router.ts';
import { assuranceWords } from './policy-words.ts';

export type Destination = inferRouterOutputs<AppRouter>['destinations']['list']['destinations'][number];

export function shownWords(assurance: Assurance): string {
  return assurance === 'T0' ? 'Not encrypted, or not safely' : assuranceWords[assurance].label;
}

/** Why an attack is suspected, and what can be done about it. */
export const suspicionWords: Record<NonNullable<Destination['suspicion']>, { label: string; help: string }> = {
  fell: {
    label: 'Shows less than before',
    help: 'It proved more within the last 30 days. Somebody may stand in between, or its operator changed something: ask there, by telephone.',
  },
  dane: {
    label: 'DANE does not match',
    help: 'Its signed DNS names another certificate than its server shows, or the server does not encrypt. Only its operator can put that right.',
  },
  sts: {
    label: 'MTA-STS is not met',
    help: 'Its published policy asks for a valid certificate on hosts it names, and that is not what was found. Only its operator can put that right.',
  },
};
