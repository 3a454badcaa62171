import { loadCatalog } from '#store/journeys/check-world.ts';
import { staff } from '../trpc.ts';
import { needsOf } from './needs.ts';
import { readGallery, readReadySegments, readReadyTemplates } from './read.ts';

/** The ready journeys, each with its drawing, what it needs and what of that is not here yet. */
export const list = staff('journeys.read').query(async ({ ctx }) => {
  const [journeys, segments, templates, catalog] = await Promise.all([
    readGallery(),
    readReadySegments(),
    readReadyTemplates(),
    loadCatalog(ctx.db.orm),
  ]);
  const senders = catalog.senders.filter((one) => one.verified).map(({ name, address }) => ({ name, address }));
  return {
    journeys: journeys.map((one) => ({ ...one, ...needsOf(one, { segments, templates, catalog }) })),
    /** Those a draft could send as at once. */
    senders,
  };
});
