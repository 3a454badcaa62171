/** Emails of one step, by what became or would become of them. */
export interface Counted {
  step: string;
  method: string;
  state: string;
  reason: string;
  n: number;
}

/** What becomes of an email, as a forecast and the outbox both can say it. `moving`: not decided yet, or on its way. */
export const outcomes = ['tls', 'smime', 'pgp', 'portal', 'drop', 'hold', 'none', 'moving'] as const;
export type Outcome = (typeof outcomes)[number];

const SENT = new Set(['sent', 'in_doubt']);
const NOT_SENT = new Set(['refused', 'failed', 'bounced']);

/** Handed over by a method, dropped, held for staff, not sent for good, or still moving. */
export function outcomeOf({ method, state }: Pick<Counted, 'method' | 'state'>): Outcome {
  if (state === 'held') return 'hold';
  if (state === 'dropped') return 'drop';
  if (NOT_SENT.has(state)) return 'none';
  return SENT.has(state) ? (outcomes.find((one) => one === method) ?? 'none') : 'moving';
}

/** A forecast beside what happened, for one step and outcome. */
export interface Compared {
  step: string;
  outcome: Outcome;
  forecast: number;
  fact: number;
  /** The same by reason code, those that differ most first. */
  reasons: { reason: string; forecast: number; fact: number }[];
}

/** A forecast against the facts: every step and outcome that either has. Steps in the forecast's order. */
export function compareForecast(forecast: readonly Counted[], facts: readonly Counted[]): Compared[] {
  const found = new Map<string, Compared>();
  const add = (side: 'forecast' | 'fact', rows: readonly Counted[]) => {
    for (const row of rows) {
      const outcome = outcomeOf(row);
      const key = `${row.step} ${outcome}`;
      const one = found.get(key) ?? { step: row.step, outcome, forecast: 0, fact: 0, reasons: [] };
      found.set(key, one);
      one[side] += row.n;
      let reason = one.reasons.find((known) => known.reason === row.reason);
      if (!reason) one.reasons.push((reason = { reason: row.reason, forecast: 0, fact: 0 }));
      reason[side] += row.n;
    }
  };
  add('forecast', forecast);
  add('fact', facts);
  const steps = [...new Set([...found.values()].map((one) => one.step))];
  const differ = (one: { forecast: number; fact: number }) => Math.abs(one.forecast - one.fact);
  for (const one of found.values()) one.reasons.sort((a, b) => differ(b) - differ(a) || b.fact - a.fact);
  return [...found.values()].sort(
    (a, b) =>
      steps.indexOf(a.step) - steps.indexOf(b.step) || outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome),
  );
}
