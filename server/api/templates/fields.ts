import { filterNames } from '#mail/render/filters.ts';
import { mergeFields } from '#mail/render/fields.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** What a template may print, each with its class, and the filters: the palette and the completion of the studio. */
export const fields = staff('templates.read').query(async ({ ctx }) => {
  const vocabulary = await loadVocabulary(ctx.db.orm);
  return { fields: mergeFields(vocabulary.attributes.values()), filters: filterNames };
});
