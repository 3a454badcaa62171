import type { Sql } from '#store/database.ts';

/** How long the bytes of what was read stay, and of what waits for staff; days. */
const READ_DAYS = 30;
const KEPT_DAYS = 90;
/** Of mail to forged addresses no more than this many stay: whoever floods us fills nothing. */
const MOST_FORGED = 1_000;

/**
 * Destroys what has had its time: the bytes of mail that was read (what it meant is on record elsewhere, with their hash),
 * kept mail that nobody looked at for three months, and forged mail beyond a number.
 */
export async function purgeInbound(sql: Sql): Promise<void> {
  await sql`
    update inbound_mail set sealed = null
    where sealed is not null and state in ('done', 'dismissed') and received_at < stepwell_now() - ${READ_DAYS} * interval '1 day'`;
  await sql`
    update inbound_mail set sealed = null, state = 'dismissed'
    where state = 'kept' and received_at < stepwell_now() - ${KEPT_DAYS} * interval '1 day'`;
  await sql`
    delete from inbound_mail where id in (
      select id from inbound_mail where state = 'kept' and problem = 'forged-address'
      order by received_at desc, id desc offset ${MOST_FORGED})`;
}
