import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { segments } from '#db/schema/segments.ts';
import type { Orm } from '#store/database.ts';

/** One segment. @throws Failure NOT_FOUND; ZodError when a stored rule no longer parses. */
export async function getSegment(orm: Orm, id: string) {
  const [row] = await orm.select().from(segments).where(eq(segments.id, id));
  if (!row) throw new Failure('NOT_FOUND', { segment: id });
  return { ...row, filter: row.filter === null ? null : filterSchema.parse(row.filter) };
}
