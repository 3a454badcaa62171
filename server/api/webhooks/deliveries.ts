import { z } from 'zod';
import { deliveryRow, webhookDeliveriesOf } from '#store/webhooks/deliveries.ts';
import { staff } from '../trpc.ts';

const PAGE = 50;
/** Whom it was about is left out. */
const shown = deliveryRow.omit({ contactId: true });

/** An endpoint's deliveries, newest first: how each went, by ids of journeys and steps; not whom it was about. */
export const deliveries = staff('webhooks.read')
  .input(
    z.strictObject({
      id: z.uuid(),
      cursor: z.strictObject({ at: z.coerce.date(), id: z.uuid() }).nullish(),
      /** Sent along by the client's paging; pages only go back in time. */
      direction: z.literal('forward').optional(),
    }),
  )
  .query(async ({ ctx, input }) => {
    const rows = await webhookDeliveriesOf(ctx.db.sql, input.id, { limit: PAGE, before: input.cursor ?? null });
    const last = rows.length === PAGE ? rows.at(-1) : undefined;
    return {
      rows: rows.map((row) => shown.parse(row)),
      next: last ? { at: last.queuedAt, id: last.id } : null,
    };
  });
