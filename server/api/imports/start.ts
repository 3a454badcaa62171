import { z } from 'zod';
import { importOptions } from '#store/imports/claim.ts';
import { startImport } from '#store/imports/start.ts';
import { ensureList } from '#store/lists/create.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { listName } from '../lists/create.ts';
import { staff } from '../trpc.ts';

/** Starts an import, or its dry run, of a file uploaded before. */
export const start = staff('contacts.import')
  .input(
    z.strictObject({
      id: z.uuid(),
      mapping: z.record(z.string().max(200), z.string().max(63)),
      options: importOptions,
      /** Rows that are taken join this list, made when there is none of this name. */
      list: listName.nullable(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { id, mapping } = input;
    const options = { ...input.options, list: input.list };
    const vocabulary = await loadVocabulary(ctx.db.sql);
    await ctx.db.orm.transaction(async (tx) => {
      const listId = input.list && !options.dryRun ? await ensureList(tx, { id: ctx.newId(), name: input.list }) : null;
      await startImport(tx, ctx, vocabulary, { id, mapping, options, listId });
      await ctx.audit(tx, {
        action: options.dryRun ? 'import.check' : 'import.start',
        subject: `import:${id}`,
        details: { fields: Object.values(mapping), list: listId, sharedAddress: options.sharedAddress },
      });
    });
    await ctx.addJob('import-contacts', { importId: id }, `import:${id}`);
    return { id };
  });
