import { z } from 'zod';
import { type Compared, compareForecast } from '#core/delivery/forecast.ts';
import type { Sql } from '#store/database.ts';
import { listDryRuns } from '#store/dry-runs/read.ts';
import { messageOutcomes } from '#store/messages/outcomes.ts';
import { staff } from '../trpc.ts';

/** A journey's forecast beside what has happened since. */
export interface ForecastAndFact {
  dryRun: string;
  /** When the forecast was asked for; facts are counted from then on. Epoch milliseconds. */
  since: number;
  /** Emails of the forecast to domains never measured. */
  assumed: number;
  steps: Compared[];
}

/** The newest forecast of a journey that was made to the end, against the emails queued since. Null when there is none. */
export async function forecastAndFact(sql: Sql, journeyId: string): Promise<ForecastAndFact | null> {
  const run = (await listDryRuns(sql, journeyId, 20)).find((one) => one.state === 'done');
  if (!run) return null;
  const facts = await messageOutcomes(sql, journeyId, run.createdAt);
  const { methods, assumed } = run.result;
  return { dryRun: run.id, since: run.createdAt, assumed, steps: compareForecast(methods, facts) };
}

/** The journey's newest forecast against what has happened since: counts, by step and method. */
export const compare = staff('results.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => forecastAndFact(ctx.db.sql, input.id));
