import { Failure } from '#core/failure.ts';
import { allCaseWorkers } from '#core/cases/workers.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { type HeldCase, holdCase } from './hold.ts';
import { appendCaseLog } from './log.ts';

/**
 * Gives a case to someone who may work it, or to nobody (null).
 * @throws Failure NOT_FOUND, CASE_STEP_REFUSED when it is closed, INVALID_INPUT for someone who may not
 */
export async function assignCase(
  tx: Sql,
  { id, actor, assignee }: { id: string; actor: string; assignee: string | null },
): Promise<HeldCase> {
  const held = await holdCase(tx, id);
  if (held.state === 'closed')
    throw new Failure('CASE_STEP_REFUSED', { case: id, state: held.state }, 'The case is closed.');
  if (assignee !== null) {
    const [user] = await tx`
      select 1 from users where id = ${assignee} and disabled_at is null and role = any(${arrayLiteral(allCaseWorkers)}::text[])`;
    if (!user) throw new Failure('INVALID_INPUT', { assignee }, 'This person cannot work cases.');
  }
  const { lane, contactId } = held;
  await tx`update cases set assignee = ${assignee} where lane = ${lane} and contact_id = ${contactId} and id = ${id}`;
  await appendCaseLog(tx, [{ lane, contactId, id, actor, action: 'assign', detail: assignee }]);
  return held;
}
