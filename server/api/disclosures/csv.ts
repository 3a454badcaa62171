import { z } from 'zod';
import { disclosuresCsv } from '#store/disclosures/csv.ts';
import { disclosuresOf } from '#store/disclosures/of-contact.ts';
import { staff } from '../trpc.ts';

/** The same as a CSV file, whom it went to by id. */
export const csv = staff('disclosures.export')
  .input(z.strictObject({ contactId: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const rows = await disclosuresOf(ctx.db.sql, input.contactId);
    await ctx.audit(ctx.db.orm, {
      action: 'disclosure.export',
      subject: `contact:${input.contactId}`,
      details: { lines: rows.length },
    });
    return { csv: disclosuresCsv(input.contactId, rows) };
  });
