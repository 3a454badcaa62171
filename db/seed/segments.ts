import type { Services } from '#api/services.ts';
import type { Filter } from '#core/segment/ast.ts';
import { appendAudit } from '#store/audit/append.ts';
import { putSegment } from '#store/segments/put.ts';

/** Ready-made segments; `filter: null` is a set that journeys add to. */
const segments: readonly { name: string; description: string; filter: Filter | null }[] = [
  {
    name: 'New members',
    description: 'Joined within the last 90 days.',
    filter: { attribute: 'member_since', op: 'within_last', value: 'P90D' },
  },
  {
    name: 'Active members',
    description: 'Seen within the last six months.',
    filter: { attribute: 'last_appointment', op: 'within_last', value: 'P6M' },
  },
  {
    name: 'Overdue for preventive care',
    description: 'No check-up on record, or the last one more than a year ago.',
    filter: {
      any: [
        { attribute: 'last_checkup', op: 'not_exists' },
        { attribute: 'last_checkup', op: 'more_than_ago', value: 'P1Y' },
      ],
    },
  },
  {
    name: 'At risk',
    description: 'A high HbA1c, or a hospital stay within 90 days.',
    filter: {
      any: [
        { attribute: 'last_hba1c', op: 'gt', value: 9 },
        { attribute: 'last_hospitalization', op: 'within_last', value: 'P90D' },
      ],
    },
  },
  {
    name: 'Adults with diabetes',
    description: 'Eighteen or older with diabetes among their conditions.',
    filter: {
      all: [
        { attribute: 'age', op: 'gte', value: 18 },
        { attribute: 'conditions', op: 'contains', value: 'Diabetes' },
      ],
    },
  },
  {
    name: 'Renewal due',
    description: 'The plan renews within the next 45 days and not by itself.',
    filter: {
      all: [
        { attribute: 'renewal_date', op: 'within_next', value: 'P45D' },
        { attribute: 'auto_renew', op: 'eq', value: false },
      ],
    },
  },
  {
    name: 'Prefers Spanish',
    description: 'Language is Spanish.',
    filter: { attribute: 'language', op: 'eq', value: 'es' },
  },
  {
    name: 'Reads our email',
    description: 'Opened or clicked within the last month; automated hits do not count.',
    filter: {
      any: [
        { engaged: 'open', did: true, atLeast: 1, within: 'P30D' },
        { engaged: 'click', did: true, atLeast: 1, within: 'P30D' },
      ],
    },
  },
  {
    name: 'Behavioral health program',
    description: 'In behavioral health treatment. Heightened: mail to them goes sealed or through the portal.',
    filter: { attribute: 'behavioral_health', op: 'eq', value: 'In treatment' },
  },
  { name: 'Interested in more information', description: 'Added by plan re-enrollment.', filter: null },
  { name: 'Needs a next visit', description: 'Added by appointment follow-up, for scheduling to call.', filter: null },
  { name: 'Follow-up not read', description: 'Added by appointment follow-up.', filter: null },
];

/** Puts each that is not there yet: one that people have changed stays as they made it. */
export async function seedSegments({ db, newId }: Services): Promise<void> {
  const rows = await db.sql<{ name: string }[]>`select name from segments`;
  const there = new Set(rows.map((row) => row.name));
  for (const segment of segments.filter((one) => !there.has(one.name))) {
    await db.orm.transaction(async (tx) => {
      const { id } = await putSegment(tx, { newId, ...segment });
      const details = { name: segment.name };
      await appendAudit(tx, { actor: 'system', action: 'segment.create', subject: `segment:${id}`, details });
    });
  }
}
