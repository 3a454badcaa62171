import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { atomically } from '#store/atomically.ts';

export interface Recovered {
  lane: number;
  contactId: string;
  id: string;
  attempt: number;
  worker: string;
  inDoubt: boolean;
}

/** Two-part advisory lock of a worker: while its session holds it, the worker is alive. */
const WORKERS = 7_230_721;

/** Says "I live" for as long as the transaction lasts, so it needs one of its own. False: another one says so. */
export async function tryWorkerLock(tx: Sql, worker: string): Promise<boolean> {
  const [lock] = await tx<
    { held: boolean }[]
  >`select pg_try_advisory_xact_lock(${WORKERS}, hashtext(${worker})) as held`;
  return lock?.held ?? false;
}

/**
 * Takes messages over whose worker is dead (its lock is free) or silent (its lease ended; also one's own, which then is in
 * nobody's hands). What it had not sent goes
 * back into the queue; what it may have sent, the dot being committed, becomes `in_doubt` and stays so.
 */
export async function recoverMessages(sql: Sql, me: string): Promise<Recovered[]> {
  return atomically(sql, async (tx) => {
    const others = await tx<{ worker: string }[]>`
      select distinct claimed_by as worker from messages
      where state in ('claimed', 'sealed', 'dot') and claimed_by is not null and claimed_by <> ${me}`;
    const dead: string[] = [];
    for (const { worker } of others) {
      const [lock] = await tx<{ free: boolean }[]>`
        select pg_try_advisory_xact_lock(${WORKERS}, hashtext(${worker})) as free`;
      if (lock?.free) dead.push(worker);
    }
    const recovered = await tx<Recovered[]>`
      with lost as (
        select lane, contact_id, id, state, claimed_by from messages
        where state in ('claimed', 'sealed', 'dot')
          and (claimed_by = any(${arrayLiteral(dead)}::text[]) or lease_until < now())
        for update skip locked
      )
      update messages m set state = case when l.state = 'dot' then 'in_doubt' else 'queued' end, lease_until = null,
        claimed_by = case when l.state = 'dot' then m.claimed_by end,
        reason = case when l.state = 'dot' then 'NO_ANSWER' else m.reason end,
        finished_at = case when l.state = 'dot' then stepwell_now() end
      from lost l where m.lane = l.lane and m.contact_id = l.contact_id and m.id = l.id
      returning m.lane, m.contact_id as "contactId", m.id, m.attempts as attempt, l.claimed_by as worker,
        l.state = 'dot' as "inDoubt"`;
    if (recovered.length > 0) {
      const column = (of: (one: Recovered) => string | number | boolean) => arrayLiteral(recovered.map(of));
      await tx`
        update attempts a set finished_at = stepwell_now(), result = case when r.in_doubt then 'in_doubt' else 'abandoned' end
        from unnest(${column((one) => one.lane)}::smallint[], ${column((one) => one.contactId)}::uuid[],
          ${column((one) => one.id)}::uuid[], ${column((one) => one.attempt)}::int[],
          ${column((one) => one.inDoubt)}::boolean[]) as r(lane, contact_id, id, n, in_doubt)
        where a.lane = r.lane and a.contact_id = r.contact_id and a.message_id = r.id and a.n = r.n`;
    }
    return recovered;
  });
}
