import type { ContactFacts } from '#core/segment/fields.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { isPassed, type Place } from '../cursor.ts';
import type { LiveTrigger } from '../live-triggers.ts';
import type { EntryNote } from '../take-notes.ts';
import { firesOf } from './fires-of.ts';
import { type Fire, putFires } from './put-fires.ts';

/**
 * Makes the fires of contacts that changed follow their dates, as far ahead as fires are written down at all. What was
 * due before the change stays and is judged when it fires; a date that is set so late that its time has passed does
 * not fire.
 */
export async function replanDates(
  tx: Sql,
  { triggers }: { triggers: readonly LiveTrigger[] },
  notes: readonly EntryNote[],
  facts: ReadonlyMap<string, ContactFacts>,
): Promise<void> {
  const dated = triggers.filter(({ date }) => date !== null);
  if (dated.length === 0) return;
  const changed = new Map<string, { contact: Place; first: number; last: number }>();
  for (const { kind, lane, contactId: id, at } of notes) {
    if (kind !== 'created' && kind !== 'changed') continue;
    const known = changed.get(id) ?? { contact: { lane, id }, first: at, last: at };
    changed.set(id, { ...known, first: Math.min(known.first, at), last: Math.max(known.last, at) });
  }
  if (changed.size === 0) return;
  const all = [...changed.values()];
  await tx`
    delete from date_fires f
    using unnest(
      ${arrayLiteral(all.map((one) => one.contact.lane))}::smallint[],
      ${arrayLiteral(all.map((one) => one.contact.id))}::uuid[], ${arrayLiteral(all.map((one) => one.first))}::float8[]
    ) as u(lane, id, at)
    where f.lane = u.lane and f.contact_id = u.id and f.due_at > to_timestamp(u.at / 1000)`;
  const fires = all.flatMap(({ contact, last }): Fire[] => {
    const known = facts.get(contact.id);
    return known ? dated.flatMap((trigger) => planned(trigger, contact, known, last)) : [];
  });
  await putFires(tx, fires);
}

function planned(trigger: LiveTrigger, contact: Place, facts: ContactFacts, since: number): Fire[] {
  const { coveredUntil, round, armedAt, watchId } = trigger;
  // A pass that is under way has written this contact's fires up to its own target, or will come to them.
  const until = round && isPassed(round.cursor, contact) ? round.target : coveredUntil;
  if (until === null) return [];
  return firesOf(trigger, facts, Math.max(since, armedAt), until).map(({ at }) => ({ contact, watchId, at }));
}
