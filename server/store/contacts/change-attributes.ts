import { type AttributeChange, changedValue, sameValue } from '#core/contact/change-value.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytesLiteral } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import { attributesChanged } from '#store/events/attributes-changed.ts';
import { newId } from '#store/new-id.ts';
import { type Owner, lockContacts } from './find-owners.ts';
import { type Changing, keepHistory } from './keep-history.ts';
import { sealValues } from './open.ts';

/** One step's change of one attribute of one contact. */
export interface StepChange {
  lane: number;
  contactId: string;
  enrollmentId: string;
  journeyId: string;
  step: string;
  attribute: string;
  change: AttributeChange;
}

/**
 * Makes the changes a batch of journeys' steps ask for, in the order given, in the transaction that moves the contacts.
 * Each is made on the value as it is under the row's lock, so that what somebody else changed meanwhile is kept, and
 * counting up counts every step. Four statements for all; what changes nothing is not written.
 * @returns those that changed something.
 * @throws Error for a contact that cannot be opened; the walk has set such ones aside before.
 */
export async function changeAttributes(
  sql: Sql,
  seal: Seal,
  changes: readonly StepChange[],
  now: number,
): Promise<StepChange[]> {
  if (changes.length === 0) return [];
  const owners = await lockContacts(
    sql,
    seal,
    changes.map(({ lane, contactId }) => ({ lane, id: contactId })),
  );
  const done: StepChange[] = [];
  const touched = new Map<Owner, Changing & { changed: Set<string> }>();
  for (const one of changes) {
    const owner = owners.get(one.contactId);
    if (!owner) continue;
    const before = owner.values[one.attribute] ?? null;
    const value = changedValue(before, one.change);
    if (sameValue(before, value)) continue;
    const by = { actor: `journey:${one.journeyId}`, source: `step:${one.step}` };
    const known = touched.get(owner) ?? {
      lane: owner.lane,
      key: owner,
      was: { ...owner.values },
      changed: new Set(),
      by,
    };
    known.changed.add(one.attribute);
    touched.set(owner, known);
    owner.values[one.attribute] = value;
    done.push(one);
  }
  if (done.length === 0) return done;
  const written = [...touched.keys()];
  await keepHistory(sql, seal, [...touched.values()]);
  await sql`
    update contacts c set sealed = n.sealed, revision = c.revision + 1, updated_at = stepwell_now()
    from unnest(${arrayLiteral(written.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(written.map((one) => one.id))}::uuid[],
      ${bytesLiteral(written.map((one) => sealValues(seal, one, one.values)))}::bytea[]) as n (lane, id, sealed)
    where c.lane = n.lane and c.id = n.id`;
  await sql`
    insert into attribute_changes (lane, contact_id, id, at, attribute, journey_id, enrollment_id, step)
    select u.lane, u.contact_id, u.id, to_timestamp(${now}::float8 / 1000), u.attribute, u.journey_id, u.enrollment_id,
      u.step
    from unnest(
      ${arrayLiteral(done.map((one) => one.lane))}::smallint[], ${arrayLiteral(done.map((one) => one.contactId))}::uuid[],
      ${arrayLiteral(done.map(() => newId(now)))}::uuid[], ${arrayLiteral(done.map((one) => one.attribute))}::text[],
      ${arrayLiteral(done.map((one) => one.journeyId))}::uuid[],
      ${arrayLiteral(done.map((one) => one.enrollmentId))}::uuid[], ${arrayLiteral(done.map((one) => one.step))}::text[]
    ) as u(lane, contact_id, id, attribute, journey_id, enrollment_id, step)`;
  await attributesChanged(
    sql,
    done.map(({ lane, contactId, attribute, enrollmentId }) => ({
      lane,
      contactId,
      keys: [attribute],
      by: enrollmentId,
    })),
  );
  return done;
}
