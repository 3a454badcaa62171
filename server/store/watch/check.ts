import type { AlertCode, Problem } from '#core/watch/alerts.ts';
import type { Sql } from '#store/database.ts';

/** One thing watched over. Runs in a transaction; cheap enough for how often it comes round. */
export interface Check {
  name: string;
  /** Alerts of these codes are this check's alone: what it does not find again is resolved. */
  codes: readonly AlertCode[];
  /** Least milliseconds between runs. */
  every: number;
  run(given: CheckGiven): Promise<CheckResult>;
}

export interface CheckGiven {
  sql: Sql;
  /** What the last run left, as JSON; null at first. */
  memory: unknown;
  /** Database time, epoch milliseconds. */
  now: number;
  /** Look at all of it, however long that takes. */
  thorough: boolean;
}

export interface CheckResult {
  problems: Problem[];
  memory: unknown;
  /** What was looked at, when not everything: only alerts about these can be resolved. */
  subjects?: readonly string[];
}

export const MINUTE = 60_000;
