import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

/**
 * One line of the accounting of disclosures (45 CFR 164.528): when, what, to whom, why and by which way; never content. Derived from
 * messages and cases, which outlive the contact. Times are epoch milliseconds.
 */
export interface Disclosure {
  at: number;
  /** An email; a person who spoke to the contact about one; another way arranged for one. */
  kind: 'email' | 'address-check' | 'alternative';
  /** Name of the template: what it was, not what it said. */
  what: string;
  journey: string | null;
  purpose: string;
  phi: string | null;
  /** The delivery method, or the channel a person used. */
  method: string | null;
  /** `not-delivered` is in it so that a report shows what was tried. */
  outcome: 'accepted' | 'in-doubt' | 'came-back' | 'not-delivered' | 'said' | 'arranged';
  messageId: string;
  caseId: string | null;
  resend: boolean;
  /** Who did it: `system`, or a person as in the audit log. */
  actor: string;
}

/**
 * Everything disclosed about a patient to them, newest first. Messages without patient data (P0), and ones of which nothing
 * left, are not in it.
 */
export async function disclosuresOf(sql: Sql, contactId: string): Promise<Disclosure[]> {
  const lane = laneOf(contactId);
  return sql<Disclosure[]>`
    with mine as (
      select m.*, (select c.id from cases c where c.lane = m.lane and c.contact_id = m.contact_id
          and (c.message_id = m.id or c.resend_id = m.id) limit 1) as case_id,
        (select max(a.dot_at) from attempts a
          where a.lane = m.lane and a.contact_id = m.contact_id and a.message_id = m.id) as dot_at
      from messages m where m.lane = ${lane} and m.contact_id = ${contactId} and m.phi is distinct from 'P0'
    ), lines as (
      select coalesce(m.dot_at, m.finished_at) as at, 'email' as kind, m.template as what, m.journey_id, m.purpose, m.phi,
        m.method, case when m.state = 'sent' then 'accepted' when m.state = 'in_doubt' then 'in-doubt'
          when m.reason = 'LATE_DSN' then 'came-back' else 'not-delivered' end as outcome,
        m.id as message_id, m.case_id, m.resend_of is not null as resend, 'system' as actor
      from mine m where m.state in ('sent', 'in_doubt')
        or (m.state in ('bounced', 'failed') and m.attempts > 0 and m.reason is distinct from 'REPLACED')
      union all
      select l.at, case l.action when 'confirm-address' then 'address-check' else 'alternative' end, m.template,
        c.journey_id, m.purpose, m.phi, l.channel, case l.action when 'confirm-address' then 'said' else 'arranged' end,
        m.id, c.id, false, l.actor
      from case_log l
      join cases c on c.lane = l.lane and c.contact_id = l.contact_id and c.id = l.case_id
      join messages m on m.lane = c.lane and m.contact_id = c.contact_id and m.id = c.message_id
      where l.lane = ${lane} and l.contact_id = ${contactId} and l.action in ('confirm-address', 'arrange-alternative')
        and m.phi is distinct from 'P0'
    )
    select round(date_part('epoch', d.at) * 1000)::float8 as at, d.kind, d.what, j.name as journey, d.purpose, d.phi,
      d.method, d.outcome, d.message_id as "messageId", d.case_id as "caseId", d.resend, d.actor
    from lines d left join journeys j on j.id = d.journey_id order by d.at desc, d.message_id`;
}
