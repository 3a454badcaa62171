import { asc, eq, and } from 'drizzle-orm';
import { templateVersions, templates } from '#db/schema/templates.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** What a rule may name: attributes, lists, segments, templates with their links. */
export const vocabulary = staff('segments.read').query(async ({ ctx }) => {
  const known = await loadVocabulary(ctx.db.sql);
  const rows = await ctx.db.orm
    .select({ name: templates.name, links: templateVersions.links })
    .from(templates)
    .leftJoin(
      templateVersions,
      and(eq(templateVersions.templateId, templates.id), eq(templateVersions.version, templates.currentVersion)),
    )
    .orderBy(asc(templates.name));
  return {
    attributes: [...known.attributes.values()],
    lists: [...known.lists],
    segments: [...known.segments].map(([name, filter]) => ({ name, filter })),
    templates: rows.map(({ name, links }) => ({ name, links: (links ?? []).map((link) => link.label) })),
  };
});
