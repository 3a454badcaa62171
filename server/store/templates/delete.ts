import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { templates } from '#db/schema/templates.ts';
import type { Orm } from '#store/database.ts';
import { refuseWhenUsed } from '#store/segments/references.ts';

/**
 * Deletes a template that no journey and no rule names and no message waits for. Its published versions stay: they are
 * part of the record of what was sent.
 * @throws Failure NOT_FOUND, IN_USE naming who uses it.
 */
export async function deleteTemplate(orm: Orm, id: string): Promise<string> {
  const [template] = await orm.select({ name: templates.name }).from(templates).where(eq(templates.id, id)).for('update');
  if (!template) throw new Failure('NOT_FOUND', { template: id });
  await refuseWhenUsed(orm, 'template', template.name);
  const [waiting] = await orm.execute<{ n: number }>(sql`
    select count(*)::int as n from messages
    where template = ${template.name} and (state in ('queued', 'deferred') or state in ('claimed', 'sealed', 'dot') or state = 'held')`);
  if (waiting && waiting.n > 0) {
    const words = waiting.n === 1 ? 'A message waits' : `${waiting.n} messages wait`;
    throw new Failure('IN_USE', { messages: waiting.n }, `${words} to be sent with it. Let them go out first.`);
  }
  await orm.delete(templates).where(eq(templates.id, id));
  return template.name;
}
