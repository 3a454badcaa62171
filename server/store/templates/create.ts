import { templates } from '#db/schema/templates.ts';
import type { Orm } from '#store/database.ts';
import type { TemplateDraft } from './draft.ts';
import { uniqueName } from '#store/unique-name.ts';

/**
 * A new template, as a draft at revision 1.
 * @throws Failure NAME_TAKEN when another template has this name.
 */
export async function createTemplate(orm: Orm, { id, draft }: { id: string; draft: TemplateDraft }): Promise<void> {
  await uniqueName(draft.name, () => orm.insert(templates).values({ id, ...draft }));
}
