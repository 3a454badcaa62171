import { and, eq, sql } from 'drizzle-orm';
import { templates } from '#db/schema/templates.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';
import type { TemplateDraft } from './draft.ts';
import { getTemplate } from './get.ts';
import { uniqueName } from '#store/unique-name.ts';

/**
 * Replaces the draft if it is still the one the caller was looking at; versions are not touched. The name cannot
 * change once a version exists: journeys refer to it.
 * @returns the new revision
 * @throws Failure REVISION_CONFLICT when someone else saved in the meantime; NOT_FOUND; NAME_TAKEN; IN_USE.
 */
export async function saveDraft(
  orm: Orm,
  { id, revision, draft }: { id: string; revision: number; draft: TemplateDraft },
): Promise<number> {
  const before = await getTemplate(orm, id);
  if (before.revision !== revision)
    throw new Failure('REVISION_CONFLICT', { template: id, yours: revision, theirs: before.revision });
  if (before.name !== draft.name && before.currentVersion !== null)
    throw new Failure('IN_USE', { template: id }, 'Journeys send this template by its name, so the name stays.');
  const [saved] = await uniqueName(draft.name, () =>
    orm
      .update(templates)
      .set({ ...draft, revision: sql`${templates.revision} + 1`, updatedAt: sql`now()` })
      .where(and(eq(templates.id, id), eq(templates.revision, revision)))
      .returning({ revision: templates.revision }),
  );
  if (!saved) throw new Failure('REVISION_CONFLICT', { template: id, yours: revision });
  return saved.revision;
}
