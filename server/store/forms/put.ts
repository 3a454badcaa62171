import { eq } from 'drizzle-orm';
import { forms } from '#db/schema/forms.ts';
import type { Orm } from '#store/database.ts';
import { createForm, type FormEdit, saveForm } from './save.ts';

/**
 * Makes the form of this name what is given, for callers that are not looking at a revision (REST). The row is locked
 * meanwhile. @throws Failure FORM_INVALID with findings
 */
export async function putForm(
  orm: Orm,
  { newId, name, definition }: FormEdit & { newId: () => string },
): Promise<{ id: string; created: boolean; revision: number }> {
  return orm.transaction(async (tx) => {
    const [now] = await tx.select().from(forms).where(eq(forms.name, name)).for('update');
    if (now) {
      const revision = await saveForm(tx, { id: now.id, revision: now.revision, name, definition });
      return { id: now.id, created: false, revision };
    }
    const id = newId();
    await createForm(tx, id, { name, definition });
    return { id, created: true, revision: 1 };
  });
}
