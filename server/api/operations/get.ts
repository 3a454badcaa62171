import { alertKinds } from '#core/watch/alerts.ts';
import { alertWords } from '#core/watch/words.ts';
import { inboundFigures } from '#store/inbound/figures.ts';
import { readFigures } from '#store/watch/figures.ts';
import { listAlerts } from '#store/watch/list-alerts.ts';
import { staff } from '../trpc.ts';

const RESOLVED = 20;

/** What is wrong now, what was of late, and the figures of the works. Nothing about a patient. */
export const get = staff('operations.read').query(async ({ ctx }) => {
  const [alerts, figures, inbound] = await Promise.all([
    listAlerts(ctx.db.sql, { resolved: RESOLVED }),
    readFigures(ctx.db.sql),
    inboundFigures(ctx.db.sql),
  ]);
  return {
    alerts: alerts.map((one) => ({ ...one, ...alertKinds[one.code], sentence: alertWords(one.code, one.details) })),
    figures,
    /** Null: nothing listens for what comes back. */
    inbound: ctx.config.inbound ? inbound : null,
    /** This process's clock less the database's, milliseconds. */
    clockOffset: Math.round(Date.now() - figures.machine),
  };
});
