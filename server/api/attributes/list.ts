import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** Every attribute contacts may have. Definitions, no values. */
export const list = staff('attributes.read').query(async ({ ctx }) => [
  ...(await loadVocabulary(ctx.db.sql)).attributes.values(),
]);
