import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';

/** At most this many at once, so that no transaction grows with what was left lying. */
const CHUNK = 5000;

/**
 * Destroys the content and files of messages whose time is over; the row stays, so that the link can say so, and as
 * evidence. Also forgets sessions that ended and strangers who knocked long ago.
 * @returns how many messages lost their content.
 */
export async function purgeExpired(sql: Sql): Promise<number> {
  await sql`delete from portal_sessions where expires_at <= stepwell_now()`;
  await sql`
    delete from portal_doors where seen_at < stepwell_now() - interval '1 day'
      and (locked_until is null or locked_until <= stepwell_now())`;
  let purged = 0;
  for (;;) {
    const done = await atomically(sql, async (tx) => {
      const rows = await tx<{ lane: number; contactId: string; id: string }[]>`
        update portal_messages p set sealed = ''::bytea
        from (select lane, contact_id, id from portal_messages
          where expires_at <= stepwell_now() and length(sealed) > 0 limit ${CHUNK} for update skip locked) e
        where p.lane = e.lane and p.contact_id = e.contact_id and p.id = e.id
        returning p.lane, p.contact_id as "contactId", p.id`;
      if (rows.length === 0) return 0;
      await tx`
        delete from portal_files f using jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
          as gone(lane smallint, "contactId" uuid, id uuid)
        where f.lane = gone.lane and f.contact_id = gone."contactId" and f.portal_message_id = gone.id`;
      return rows.length;
    });
    purged += done;
    if (done < CHUNK) return purged;
  }
}
