import { z } from 'zod';
import { delimiters, encodings } from '#core/csv/detect.ts';
import { getImport } from '#store/imports/get.ts';
import { previewImport } from '#store/imports/preview.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** The first rows of an uploaded file and a guess what each column is. */
export const preview = staff('contacts.import', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid(), encoding: z.enum(encodings), delimiter: z.enum(delimiters).optional() }))
  .query(async ({ ctx, input }) => {
    const { totalBytes } = await getImport(ctx.db.orm, input.id);
    const vocabulary = await loadVocabulary(ctx.db.sql);
    const seen = await previewImport(ctx, { id: input.id, totalBytes }, input, vocabulary);
    await ctx.audit(ctx.db.orm, {
      action: 'import.preview',
      subject: `import:${input.id}`,
      details: { rows: seen.rows.length },
    });
    return seen;
  });
