import { type Check, MINUTE } from '../check.ts';

const LATE_MS = 10 * MINUTE;

/** Returned mail that was accepted and that nobody reads: bounces and replies stay without effect. */
export const unreadCheck: Check = {
  name: 'inbound',
  codes: ['inbound-unread'],
  every: MINUTE,
  async run({ sql }) {
    const [row] = await sql<{ mails: number; lateMs: number }[]>`
      select count(*)::int as mails, date_part('epoch', stepwell_now() - min(received_at)) * 1000 as "lateMs"
      from inbound_mail where state = 'waiting' having min(received_at) < stepwell_now() - ${LATE_MS} * interval '1 millisecond'`;
    if (!row) return { problems: [], memory: null };
    const details = { mails: row.mails, lateMs: Math.round(row.lateMs) };
    return { problems: [{ code: 'inbound-unread', subject: 'inbound', details }], memory: null };
  },
};

/** Complaints per accepted message, over a week, from which large mailbox providers begin to refuse a sender. */
const MOST_COMPLAINTS = 0.001;
/** Fewer say nothing about a rate. */
const FEWEST = 3;

/** Journeys whose mail is reported as unwanted more often than mailbox providers bear. */
export const complaintCheck: Check = {
  name: 'complaints',
  codes: ['complaint-rate'],
  every: 5 * MINUTE,
  async run({ sql }) {
    const rows = await sql<{ journeyId: string; complaints: number; accepted: number }[]>`
      select c.journey_id as "journeyId", c.n::int as complaints, a.n::int as accepted
      from (
        select journey_id, count(*) as n from events
        where journey_id is not null and kind = 'complaint' and at > stepwell_now() - interval '7 days' group by 1
      ) c
      cross join lateral (
        select count(*) as n from events
        where journey_id = c.journey_id and kind = 'delivered' and at > stepwell_now() - interval '7 days'
      ) a
      where c.n >= ${FEWEST}::int and c.n > a.n * ${MOST_COMPLAINTS}::float8`;
    return {
      problems: rows.map(({ journeyId, complaints, accepted }) => ({
        code: 'complaint-rate',
        subject: `journey:${journeyId}`,
        details: { complaints, accepted },
      })),
      memory: null,
    };
  },
};
