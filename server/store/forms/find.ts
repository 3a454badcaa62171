import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { type FormDefinition, formDefinition } from '#core/forms/form.ts';
import { forms } from '#db/schema/forms.ts';
import type { Orm } from '#store/database.ts';

export interface Form {
  id: string;
  name: string;
  state: 'open' | 'closed';
  definition: FormDefinition;
  revision: number;
}

const uuid = z.uuid();

/** A form by its id or its exact name. @throws Failure NOT_FOUND; ZodError when a stored one no longer parses. */
export async function findForm(orm: Orm, called: string): Promise<Form> {
  const byId = uuid.safeParse(called).success;
  const [row] = await orm
    .select()
    .from(forms)
    .where(byId ? eq(forms.id, called) : eq(forms.name, called));
  if (!row) throw new Failure('NOT_FOUND', { form: called }, `There is no form “${called}”.`);
  const { id, name, state, revision } = row;
  return { id, name, state, revision, definition: formDefinition.parse(row.definition) };
}
