import type { DeliveryChoice } from '#core/keys/life.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/** Mails one recipient's page may cause in an hour. */
const MOST_MAILS = 8;

/** How many contacts want to be written to; those who left it to the organization are not in it. */
export async function loadChoices(
  sql: Sql,
  contacts: readonly ContactRef[],
): Promise<Map<string, Exclude<DeliveryChoice, 'inbox'>>> {
  const rows = await sql<{ id: string; delivery: Exclude<DeliveryChoice, 'inbox'> }[]>`
    select c.contact_id as id, c.delivery from unnest(${arrayLiteral(contacts.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(contacts.map((one) => one.id))}::uuid[]) as w(lane, id)
    join recipient_choices c on c.lane = w.lane and c.contact_id = w.id and c.delivery <> 'inbox'`;
  return new Map(rows.map((row) => [row.id, row.delivery]));
}

/** @returns what was chosen before. */
export async function saveChoice(
  sql: Sql,
  contact: ContactRef,
  { delivery, by }: { delivery: DeliveryChoice; by: string },
): Promise<DeliveryChoice> {
  const [before] = await sql<{ delivery: DeliveryChoice }[]>`
    select delivery from recipient_choices where lane = ${contact.lane} and contact_id = ${contact.id} for update`;
  await sql`
    insert into recipient_choices (lane, contact_id, delivery, chosen_at, by)
    values (${contact.lane}, ${contact.id}, ${delivery}, stepwell_now(), ${by})
    on conflict (lane, contact_id) do update
      set delivery = excluded.delivery, chosen_at = excluded.chosen_at, by = excluded.by`;
  return before?.delivery ?? 'inbox';
}

/** Counts a mail about to be caused by the recipient's page; false when there were too many within the hour. */
export async function countMail(sql: Sql, contact: ContactRef): Promise<boolean> {
  const [row] = await sql`
    insert into recipient_choices as c (lane, contact_id, chosen_at, by, mails, mails_since)
    values (${contact.lane}, ${contact.id}, stepwell_now(), 'system', 1, stepwell_now())
    on conflict (lane, contact_id) do update
      set mails = case when c.mails_since > stepwell_now() - interval '1 hour' then c.mails + 1 else 1 end,
        mails_since = case when c.mails_since > stepwell_now() - interval '1 hour' then c.mails_since else stepwell_now() end
      where c.mails < ${MOST_MAILS} or c.mails_since is null or c.mails_since <= stepwell_now() - interval '1 hour'
    returning 1`;
  return row !== undefined;
}
