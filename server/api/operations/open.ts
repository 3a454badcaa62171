import { alertKinds, isAlertCode } from '#core/watch/alerts.ts';
import { countOpen } from '#store/watch/list-alerts.ts';
import { staff } from '../trpc.ts';

/** How many alerts are open: for the navigation and the journeys' page. */
export const open = staff('operations.read').query(async ({ ctx }) => {
  const counts = await countOpen(ctx.db.sql);
  const total = { errors: 0, warnings: 0 };
  for (const [code, n] of Object.entries(counts))
    if (isAlertCode(code)) total[alertKinds[code].severity === 'error' ? 'errors' : 'warnings'] += n;
  return total;
});
