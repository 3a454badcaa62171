import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { formSubmissions, forms } from '#db/schema/forms.ts';
import type { Orm } from '#store/database.ts';
import { refuseWhenUsed } from '#store/segments/references.ts';

/**
 * Deletes a form nobody ever sent in. One with answers is kept, as they are: close it instead.
 * @throws Failure NOT_FOUND, IN_USE
 */
export async function deleteForm(orm: Orm, id: string): Promise<void> {
  const [form] = await orm.select({ name: forms.name }).from(forms).where(eq(forms.id, id)).for('update');
  if (!form) throw new Failure('NOT_FOUND', { form: id });
  await refuseWhenUsed(orm, 'form', form.name);
  const [sent] = await orm
    .select({ id: formSubmissions.id })
    .from(formSubmissions)
    .where(eq(formSubmissions.formId, id))
    .limit(1);
  if (sent)
    throw new Failure('IN_USE', { form: id }, 'It was sent in already, and answers are kept. Close it instead.');
  await orm.delete(forms).where(eq(forms.id, id));
}
