import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/router.ts';
import { length } from '../../server/core/watch/words.ts';

export type Figures = inferRouterOutputs<AppRouter>['operations']['get']['figures'];

const whole = new Intl.NumberFormat('en');

export function numberWords(n: number, most = Infinity): string {
  return n >= most ? `${whole.format(most)} or more` : whole.format(n);
}

/** A span: in milliseconds below two seconds, else in whole units. */
export function spanWords(ms: number | null): string {
  if (ms === null) return '–';
  return Math.abs(ms) < 2000 ? `${Math.round(ms)} ms` : length(ms);
}
