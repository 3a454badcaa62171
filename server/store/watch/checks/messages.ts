import { z } from 'zod';
import type { Problem } from '#core/watch/alerts.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { type Check, MINUTE } from '../check.ts';
import { lanesNow } from '../lanes.ts';

/** Leases are renewed every few seconds and taken over once they end; this long after the end nobody is there to. */
const SILENT_MS = 3 * MINUTE;

/** Messages, and calls of webhooks, in flight without a living lease. */
export const leaseCheck: Check = {
  name: 'leases',
  codes: ['lease-lost'],
  every: MINUTE,
  async run({ sql }) {
    const rows = await sql<{ subject: string; messages: number; lateMs: number | null }[]>`
      select 'outbox' as subject, count(*)::int as messages,
        date_part('epoch', now() - min(coalesce(lease_until, queued_at)))::float8 * 1000 as "lateMs"
      from messages where state in ('claimed', 'sealed', 'dot')
        and (lease_until is null or lease_until < now() - ${SILENT_MS} * interval '1 millisecond')
      union all
      select 'webhooks', count(*)::int, date_part('epoch', now() - min(coalesce(lease_until, queued_at)))::float8 * 1000
      from webhook_deliveries where state = 'claimed'
        and (lease_until is null or lease_until < now() - ${SILENT_MS} * interval '1 millisecond')`;
    const problems = rows
      .filter(({ messages }) => messages > 0)
      .map(({ subject, messages, lateMs }): Problem => ({
        code: 'lease-lost',
        subject,
        details: {
          what: subject === 'outbox' ? 'messages' : 'calls of webhooks',
          messages,
          lateMs: Math.round(lateMs ?? 0),
        },
      }));
    return { problems, memory: null };
  },
};

/** Messages that are neither finished nor under way: a state there is none of, or one that does not fit their end. */
export const stateCheck: Check = {
  name: 'message-states',
  codes: ['message-state'],
  every: 15 * MINUTE,
  async run({ sql, memory, thorough }) {
    const turn = await lanesNow(sql, { table: 'messages', rows: 400_000, memory, thorough });
    const known = await sql<{ lane: number }[]>`
      select split_part(subject, ':', 2)::int as lane from alerts where code = 'message-state' and resolved_at is null`;
    const lanes = [...new Set([...turn.lanes, ...known.map((one) => one.lane)])];
    const rows = await sql<{ lane: number; messages: number }[]>`
      select lane, count(*)::int as messages from messages
      where lane = any(${arrayLiteral(lanes)}::smallint[]) and (case
        when state in ('queued', 'deferred') then finished_at is not null or claimed_by is not null
        when state in ('claimed', 'sealed', 'dot') then finished_at is not null or claimed_by is null
        when state in ('sent', 'bounced', 'dropped', 'held', 'failed', 'in_doubt', 'refused') then finished_at is null
        else true end)
      group by lane`;
    return {
      problems: rows.map(({ lane, messages }) => ({
        code: 'message-state',
        subject: `lane:${lane}`,
        details: { messages },
      })),
      memory: turn.memory,
      subjects: lanes.map((lane) => `lane:${lane}`),
    };
  },
};

const LATE_MS = 10 * MINUTE;
/** Waiting messages looked at per priority: the longest waiting. */
const EACH = 2000;

/** The message that waited longest at the last look, and how often it was tried, by destination. */
const memorySchema = z.record(z.string(), z.object({ id: z.string(), attempts: z.number() }));

/**
 * Messages that wait for long and of which the first, per destination, is still the same and was not tried since the
 * last look. Destinations are told apart by a keyed hash; which they are is not said.
 */
export const outboxCheck: Check = {
  name: 'outbox',
  codes: ['outbox-stuck'],
  every: MINUTE,
  async run({ sql, memory }) {
    const rows = await sql<{ destination: string; id: string; attempts: number; lateMs: number; messages: number }[]>`
      with waiting as (
        select m.* from generate_series(1, 9) as p(priority)
        cross join lateral (
          select id, attempts, due_at, journey_id, coalesce(encode(destination, 'hex'), '') as destination from messages
          where state in ('queued', 'deferred') and priority = p.priority
            and due_at <= stepwell_now() - ${LATE_MS} * interval '1 millisecond'
          order by due_at limit ${EACH}
        ) m
        where not exists (select 1 from journeys j where j.id = m.journey_id and j.state = 'paused')
      )
      select distinct on (destination) destination, id, attempts,
        date_part('epoch', stepwell_now() - due_at)::float8 * 1000 as "lateMs",
        (count(*) over (partition by destination))::int as messages
      from waiting order by destination, due_at, id`;
    const before = memorySchema.safeParse(memory);
    const seen = before.success ? before.data : {};
    const problems = rows.flatMap(({ destination, id, attempts, lateMs, messages }): Problem[] => {
      const last = seen[destination];
      if (last?.id !== id || last.attempts !== attempts) return [];
      const name = destination.slice(0, 8);
      return [
        {
          code: 'outbox-stuck',
          subject: name ? `destination:${name}` : 'outbox',
          details: { messages, lateMs: Math.round(lateMs), ...(name ? { destination: name } : {}) },
        },
      ];
    });
    const first = rows.map(({ destination, id, attempts }) => [destination, { id, attempts }] as const);
    return { problems, memory: Object.fromEntries(first) };
  },
};
