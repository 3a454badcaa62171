import { arrayLiteral } from '#store/array-literal.ts';
import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';
import { drainWalk } from '#store/journeys/walk-lock.ts';

interface Waking {
  journeyId: string;
  version: number;
  drained: boolean;
  steps: number;
  lane: number;
  contactId: string;
  enrollmentId: string;
  /** Steps it touched; then, where it concerns everyone, those of the version before that it did not. */
  touched: string[] | null;
  others: string[] | null;
  /** Older than this are kept from it by a version that asked that they stay. */
  pinnedBelow: number;
}

/**
 * Makes due, up to `limit` at a time, whoever stands where a newer version changed something; the walk then finds out
 * what it means for them. Any number of workers may do this at once. Nothing depends on it but how soon: whoever is
 * walked later, for whatever reason, comes to the same.
 * @returns how much was done; 0 when no version waits for it.
 */
export async function wakeForVersions(sql: Sql, limit: number): Promise<number> {
  return atomically(sql, async (tx) => {
    const [waking] = await tx<Waking[]>`
      select w.journey_id as "journeyId", w.version, w.drained, w.steps, w.lane, w.contact_id as "contactId",
        w.enrollment_id as "enrollmentId",
        (select array_agg(t.step order by t.n) from jsonb_array_elements_text(v.plan -> 'touched')
          with ordinality as t(step, n)) as touched,
        case when (v.plan ->> 'everyone')::boolean then (
          select array_agg(distinct s ->> 'id') from jsonb_path_query(b.graph, '$.steps[*]') s
          where not v.plan -> 'touched' ? (s ->> 'id')) end as others,
        coalesce((select max(p) from unnest(j.pins) as p where p <= w.version), 0) as "pinnedBelow"
      from version_wakes w
      join journeys j on j.id = w.journey_id
      join journey_versions v on v.journey_id = w.journey_id and v.version = w.version
      join journey_versions b on b.journey_id = w.journey_id and b.version = w.version - 1
      order by w.journey_id, w.version limit 1 for update of w skip locked`;
    if (!waking) return 0;
    const { journeyId, version, drained } = waking;
    if (!drained) {
      // Alone in its transaction: who began to walk before the version was published may be about to rest where it changed something.
      await drainWalk(tx, journeyId);
      await tx`update version_wakes set drained = true where journey_id = ${journeyId} and version = ${version}`;
      return 1;
    }
    const touched = waking.touched ?? [];
    const step = [...touched, ...(waking.others ?? [])][waking.steps];
    if (step === undefined) {
      await tx`delete from version_wakes where journey_id = ${journeyId} and version = ${version}`;
      await tx`select pg_notify('stepwell_counts', ${journeyId})`;
      return 1;
    }
    // Whose settings are the same is only looked at: what “past” means is for who finds it so by new settings.
    const kind = waking.steps < touched.length ? 'reconsider' : 'due';
    const last = await wakeSome(tx, waking, { step, kind, limit });
    await tx`
      update version_wakes set ${last ? tx`lane = ${last.lane}, contact_id = ${last.contactId}, enrollment_id = ${last.id}` : tx`steps = steps + 1, lane = -1`}
      where journey_id = ${journeyId} and version = ${version}`;
    return 1;
  });
}

/** In the order in which all who hold several enrollments take them, so that none deadlocks. Null when that was the last of the step. */
async function wakeSome(
  sql: Sql,
  { journeyId, version, pinnedBelow, lane, contactId, enrollmentId }: Waking,
  { step, kind, limit }: { step: string; kind: 'reconsider' | 'due'; limit: number },
): Promise<{ lane: number; contactId: string; id: string } | null> {
  const found = await sql<{ lane: number; contactId: string; id: string; wake: boolean }[]>`
    select e.lane, e.contact_id as "contactId", e.id,
      e.version >= ${pinnedBelow} and (e.due_at is null or e.due_at > stepwell_now()) as wake
    from enrollments e
    where e.journey_id = ${journeyId} and e.step = ${step} and e.state in ('active', 'waiting')
      and (e.lane, e.contact_id, e.id) > (${lane}::smallint, ${contactId}::uuid, ${enrollmentId}::uuid)
      and e.version < ${version}
    order by e.lane, e.contact_id, e.id limit ${limit} for update of e`;
  const rows = found.filter((one) => one.wake);
  if (rows.length > 0) {
    await sql`
      update enrollments e
      set due_at = stepwell_now(), wake = coalesce(e.wake, '[]') || ${JSON.stringify([{ kind }])}::text::jsonb
      from unnest(
        ${arrayLiteral(rows.map((one) => one.lane))}::smallint[], ${arrayLiteral(rows.map((one) => one.contactId))}::uuid[],
        ${arrayLiteral(rows.map((one) => one.id))}::uuid[]
      ) as w(lane, contact_id, id)
      where e.lane = w.lane and e.contact_id = w.contact_id and e.id = w.id`;
    await sql`select pg_notify('stepwell_due', '')`;
  }
  const last = found.at(-1);
  return found.length < limit || !last ? null : last;
}
