import { and, eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { checkForm, type FormDefinition } from '#core/forms/form.ts';
import { forms } from '#db/schema/forms.ts';
import type { Orm } from '#store/database.ts';
import { refuseWhenUsed } from '#store/segments/references.ts';
import { uniqueName } from '#store/unique-name.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

export interface FormEdit {
  name: string;
  definition: FormDefinition;
}

/** @throws Failure FORM_INVALID with findings, NAME_TAKEN */
export async function createForm(orm: Orm, id: string, { name, definition }: FormEdit): Promise<void> {
  await refuseInvalid(orm, definition);
  await uniqueName(name, () => orm.insert(forms).values({ id, name, definition }));
}

/**
 * Saves a form, if nobody saved it since. Its name can change only while no journey refers to it.
 * @returns the new revision
 * @throws Failure FORM_INVALID with findings, REVISION_CONFLICT, NAME_TAKEN, IN_USE, NOT_FOUND
 */
export async function saveForm(
  orm: Orm,
  { id, revision, name, definition }: FormEdit & { id: string; revision: number },
): Promise<number> {
  const [now] = await orm.select().from(forms).where(eq(forms.id, id)).for('update');
  if (!now) throw new Failure('NOT_FOUND', { form: id });
  if (now.revision !== revision)
    throw new Failure('REVISION_CONFLICT', { form: id, yours: revision, theirs: now.revision });
  await refuseInvalid(orm, definition);
  if (now.name !== name) await refuseWhenUsed(orm, 'form', now.name);
  const [saved] = await uniqueName(name, () =>
    orm
      .update(forms)
      .set({ name, definition, revision: sql`${forms.revision} + 1`, updatedAt: sql`now()` })
      .where(and(eq(forms.id, id), eq(forms.revision, revision)))
      .returning({ revision: forms.revision }),
  );
  if (!saved) throw new Failure('REVISION_CONFLICT', { form: id });
  return saved.revision;
}

/** Opens or closes a form: a closed one shows that it is, and takes nothing. @throws Failure NOT_FOUND */
export async function setFormState(orm: Orm, id: string, state: 'open' | 'closed'): Promise<void> {
  const done = await orm.update(forms).set({ state }).where(eq(forms.id, id)).returning({ id: forms.id });
  if (done.length === 0) throw new Failure('NOT_FOUND', { form: id });
}

async function refuseInvalid(orm: Orm, definition: FormDefinition): Promise<void> {
  const findings = checkForm(definition, await loadVocabulary(orm));
  if (findings.length > 0) throw new Failure('FORM_INVALID', { findings }, findings[0]?.message);
}
