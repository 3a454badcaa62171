import { z } from 'zod';
import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';

/** Something that happened to a contact. Names of journeys, steps and templates; never a value of theirs. */
export const timelineItem = z.object({
  at: z.coerce.date(),
  kind: z.enum([
    'entered',
    'step',
    'here',
    'left',
    'stopped',
    'message',
    'event',
    'list',
    'unlisted',
    'segment',
    'unset',
    'attribute',
    'case',
    'changed',
    'created',
  ]),
  journeyId: z.string().nullable(),
  journey: z.string().nullable(),
  step: z.string().nullable(),
  stepName: z.string().nullable(),
  /**
   * The outlet taken, the reason for leaving, the event's kind, the list's name, the attributes changed, the attribute's
   * label, what was done in a case.
   */
  what: z.string().nullable(),
  /** With `step` and `visit`, what "why?" can be asked about. */
  enrollmentId: z.string().nullable(),
  visit: z.number().nullable(),
  messageId: z.string().nullable(),
  template: z.string().nullable(),
  /** A message's state, an event's kind, a case's id. */
  state: z.string().nullable(),
  /** A message's method, the channel used in a case. */
  method: z.string().nullable(),
  /** Of an open or click; null while it is being judged human or automated. */
  human: z.boolean().nullable(),
  /** It is being judged. */
  judging: z.boolean(),
});
export type TimelineItem = z.infer<typeof timelineItem>;

/** The newest things that happened to a contact, newest first. */
export async function contactTimeline(sql: Sql, contactId: string, limit: number): Promise<TimelineItem[]> {
  const lane = laneOf(contactId);
  const rows = await sql`
    with happened as (
      select created_at as at, 'created' as kind, null::uuid as journey_id, null as step, null as what,
        null::uuid as message_id, null as template, null as state, null as method, null::boolean as human,
        null::uuid as enrollment_id, null::int as visit, null::timestamptz as entered_at
      from contacts where lane = ${lane} and id = ${contactId}
      union all
      select at, 'changed', null, null, coalesce(array_to_string(keys, ', '), 'something'), null, null, source, null,
        null, null, null, null
      from contact_history
      -- What a journey's step changed stands in attribute_changes, with the step.
      where lane = ${lane} and contact_id = ${contactId} and source not like 'step:%'
      union all
      select entered_at, 'entered', journey_id, null, null, null, null, null, null, null, null, null, null
      from enrollments where lane = ${lane} and contact_id = ${contactId}
      union all
      select entered_step_at, 'here', journey_id, step, null, null, null, state, null, null, id, visit, null
      from enrollments where lane = ${lane} and contact_id = ${contactId} and exited_at is null
      union all
      select exited_at, 'left', journey_id, step, exit_reason, null, null, null, null, null, id, visit, null
      from enrollments where lane = ${lane} and contact_id = ${contactId} and exited_at is not null
      union all
      select j.paused_at, 'stopped', e.journey_id, coalesce(j.paused_fault ->> 'step', e.step), j.paused_reason,
        null, null, null, null, null, e.id, e.visit, null
      from enrollments e join journeys j on j.id = e.journey_id
      where e.lane = ${lane} and e.contact_id = ${contactId} and e.exited_at is null and j.state = 'paused' and j.paused_at is not null
      union all
      select left_at, 'step', journey_id, step, outlet, null, null, null, null, null, enrollment_id, visit, entered_at
      from visits where lane = ${lane} and contact_id = ${contactId} and outlet not like 'exit:%' and step <> 'trigger'
      union all
      select coalesce(finished_at, queued_at), 'message', journey_id, step, reason, id, template, state, method, null,
        null, null, null
      from messages where lane = ${lane} and contact_id = ${contactId}
      union all
      select l.at, 'case', c.journey_id, c.send, l.action, c.message_id, m.template, c.id::text, l.channel, null,
        null, null, null
      from case_log l
      join cases c on c.lane = l.lane and c.contact_id = l.contact_id and c.id = l.case_id
      left join messages m on m.lane = c.lane and m.contact_id = c.contact_id and m.id = c.message_id
      where l.lane = ${lane} and l.contact_id = ${contactId}
      union all
      select at, 'attribute', journey_id, step, attribute, null, null, null, null, null, null, null, null
      from attribute_changes where lane = ${lane} and contact_id = ${contactId}
      union all
      select at, 'event', journey_id, step, case when kind = 'custom' then name else kind end, message_id, link, kind,
        null, case when judge_at is null then human end, null, null, null
      from events where lane = ${lane} and contact_id = ${contactId} and kind <> 'delivered'
      union all
      select m.added_at, 'list', null, null, l.name, null, null, null, null, null, null, null, null
      from list_members m join lists l on l.id = m.list_id where m.lane = ${lane} and m.contact_id = ${contactId}
      union all
      select m.added_at, 'segment', m.journey_id, null, s.name, null, null, null, null, null, null, null, null
      from segment_members m join segments s on s.id = m.segment_id
      where m.lane = ${lane} and m.contact_id = ${contactId}
      union all
      select case w.n when 1 then m.added_at else m.removed_at end,
        case when m.kind = 'list' then (array['list', 'unlisted'])[w.n] else (array['segment', 'unset'])[w.n] end, null,
        null, coalesce(l.name, s.name, (
          select d.body ->> 'name' from definition_history d
          where d.kind = m.kind and d.key = m.set_id::text order by d.id desc limit 1)), null, null, null, null, null,
        null, null, null
      from membership_history m
      left join lists l on l.id = m.set_id
      left join segments s on s.id = m.set_id
      cross join (values (1), (2)) as w(n)
      where m.lane = ${lane} and m.contact_id = ${contactId}
    )
    select h.at, h.kind, h.journey_id as "journeyId", j.name as journey, h.step,
      case when h.kind = 'attribute' then coalesce((select label from attributes where key = h.what), h.what) else h.what end
        as what, h.message_id as "messageId",
      h.template, h.state, h.method, h.human,
      h.kind = 'event' and h.human is null as judging, h.enrollment_id as "enrollmentId", h.visit,
      drawn.name as "stepName"
    from happened h
    left join journeys j on j.id = h.journey_id
    left join lateral (
      -- As the newest version that has the step calls it: one that is gone keeps its name.
      select s.step ->> 'name' as name, s.n
      from (
        select graph, version from journey_versions where journey_id = h.journey_id
        union all select j.draft, 0
      ) v cross join lateral jsonb_array_elements(v.graph -> 'steps') with ordinality as s(step, n)
      where h.step is not null and s.step ->> 'id' = h.step order by v.version desc limit 1
    ) drawn on true
    -- Steps of one walk bear the same time: the one come from before it is the first, the others go as they are drawn.
    order by h.at desc, array_position(array['here', 'left', 'message', 'step', 'entered'], h.kind) nulls last,
      h.entered_at desc nulls first, drawn.n desc nulls last, h.kind
    limit ${limit}`;
  return rows.map((row) => timelineItem.parse(row));
}
