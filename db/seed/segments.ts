import { readReadySegments } from '#api/gallery/read.ts';
import type { Services } from '#api/services.ts';
import type { Filter } from '#core/segment/ast.ts';
import { appendAudit } from '#store/audit/append.ts';
import { putSegment } from '#store/segments/put.ts';

/** Those of the ready journeys' segments that the demo has from the start; the others come with their journey. */
const ofTheGallery = [
  'New members',
  'Overdue for preventive care',
  'At risk',
  'Adults with diabetes',
  'Interested in more information',
  'Needs a next visit',
  'Follow-up not read',
];

const demoSegments: readonly { name: string; description: string; filter: Filter | null }[] = [
  {
    name: 'Active members',
    description: 'Seen within the last six months.',
    filter: { attribute: 'last_appointment', op: 'within_last', value: 'P6M' },
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
];

/** Puts each that is not there yet: one that people have changed stays as they made it. */
export async function seedSegments({ db, newId }: Services): Promise<void> {
  const rows = await db.sql<{ name: string }[]>`select name from segments`;
  const there = new Set(rows.map((row) => row.name));
  const ready = await readReadySegments();
  const wanted = [...ofTheGallery.flatMap((name) => ready.find((one) => one.name === name) ?? []), ...demoSegments];
  for (const segment of wanted.filter((one) => !there.has(one.name))) {
    await db.orm.transaction(async (tx) => {
      const { id } = await putSegment(tx, { newId, ...segment });
      const details = { name: segment.name };
      await appendAudit(tx, { actor: 'system', action: 'segment.create', subject: `segment:${id}`, details });
    });
  }
}
