import { z } from 'zod';
import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

/** Something that happened to a contact. Names of journeys, steps and templates; never a value of theirs. */
export const timelineItem = z.object({
  at: z.coerce.date(),
  kind: z.enum([
    'entered',
    'step',
    'left',
    'stopped',
    'message',
    'event',
    'list',
    'segment',
    'attribute',
    'case',
    'created',
  ]),
  journeyId: z.string().nullable(),
  journey: z.string().nullable(),
  step: z.string().nullable(),
  stepName: z.string().nullable(),
  /** The outlet taken, the reason for leaving, the event's kind, the list's name, the attribute's label, what was done in a case. */
  what: z.string().nullable(),
  messageId: z.string().nullable(),
  template: z.string().nullable(),
  /** A message's state, an event's kind, a case's id. */
  state: z.string().nullable(),
  /** A message's method, the channel used in a case. */
  method: z.string().nullable(),
  human: z.boolean().nullable(),
});
export type TimelineItem = z.infer<typeof timelineItem>;

/** The newest things that happened to a contact, newest first. */
export async function contactTimeline(sql: Sql, contactId: string, limit: number): Promise<TimelineItem[]> {
  const lane = laneOf(contactId);
  const rows = await sql`
    with happened as (
      select created_at as at, 'created' as kind, null::uuid as journey_id, null as step, null as what,
        null::uuid as message_id, null as template, null as state, null as method, null::boolean as human
      from contacts where lane = ${lane} and id = ${contactId}
      union all
      select entered_at, 'entered', journey_id, null, null, null, null, null, null, null
      from enrollments where lane = ${lane} and contact_id = ${contactId}
      union all
      select exited_at, 'left', journey_id, step, exit_reason, null, null, null, null, null
      from enrollments where lane = ${lane} and contact_id = ${contactId} and exited_at is not null
      union all
      select j.paused_at, 'stopped', e.journey_id, coalesce(j.paused_fault ->> 'step', e.step), j.paused_reason,
        null, null, null, null, null
      from enrollments e join journeys j on j.id = e.journey_id
      where e.lane = ${lane} and e.contact_id = ${contactId} and e.exited_at is null and j.state = 'paused' and j.paused_at is not null
      union all
      select left_at, 'step', journey_id, step, outlet, null, null, null, null, null
      from visits where lane = ${lane} and contact_id = ${contactId} and outlet not like 'exit:%' and step <> 'trigger'
      union all
      select coalesce(finished_at, queued_at), 'message', journey_id, step, reason, id, template, state, method, null
      from messages where lane = ${lane} and contact_id = ${contactId}
      union all
      select l.at, 'case', c.journey_id, c.send, l.action, c.message_id, m.template, c.id::text, l.channel, null
      from case_log l
      join cases c on c.lane = l.lane and c.contact_id = l.contact_id and c.id = l.case_id
      left join messages m on m.lane = c.lane and m.contact_id = c.contact_id and m.id = c.message_id
      where l.lane = ${lane} and l.contact_id = ${contactId}
      union all
      select at, 'event', journey_id, step, case when kind = 'custom' then name else kind end, message_id, link, kind, null, human
      from events where lane = ${lane} and contact_id = ${contactId} and kind <> 'delivered'
      union all
      select at, 'attribute', journey_id, step, attribute, null, null, null, null, null
      from attribute_changes where lane = ${lane} and contact_id = ${contactId}
      union all
      select m.added_at, 'list', null, null, l.name, null, null, null, null, null
      from list_members m join lists l on l.id = m.list_id where m.lane = ${lane} and m.contact_id = ${contactId}
      union all
      select m.added_at, 'segment', m.journey_id, null, s.name, null, null, null, null, null
      from segment_members m join segments s on s.id = m.segment_id where m.lane = ${lane} and m.contact_id = ${contactId}
    )
    select h.at, h.kind, h.journey_id as "journeyId", j.name as journey, h.step,
      case when h.kind = 'attribute' then coalesce((select label from attributes where key = h.what), h.what) else h.what end
        as what, h.message_id as "messageId",
      h.template, h.state, h.method, h.human,
      case when h.step is not null then (
        select s ->> 'name' from journey_versions v, jsonb_path_query(v.graph, '$.steps[*]') s
        where v.journey_id = h.journey_id and s ->> 'id' = h.step order by v.version desc limit 1
      ) end as "stepName"
    from happened h
    left join journeys j on j.id = h.journey_id
    order by h.at desc, h.kind limit ${limit}`;
  return rows.map((row) => timelineItem.parse(row));
}
