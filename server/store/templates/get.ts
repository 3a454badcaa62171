import { eq } from 'drizzle-orm';
import { templates } from '#db/schema/templates.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';

export type Template = typeof templates.$inferSelect;

/** A template with its draft. @throws Failure NOT_FOUND */
export async function getTemplate(orm: Orm, id: string): Promise<Template> {
  const [row] = await orm.select().from(templates).where(eq(templates.id, id));
  if (!row) throw new Failure('NOT_FOUND', { template: id });
  return row;
}

/** As `getTemplate`, by the name journeys use; null when there is none. */
export async function findTemplate(orm: Orm, name: string): Promise<Template | null> {
  const [row] = await orm.select().from(templates).where(eq(templates.name, name));
  return row ?? null;
}
