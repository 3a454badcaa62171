import { Failure } from '#core/failure.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { laneOf } from '#core/lane.ts';
import { appendCaseLog } from '#store/cases/log.ts';
import type { Sql } from '#store/database.ts';

/**
 * Deletes a contact for good, in the caller's transaction: its key goes, so that what it sealed cannot be read in old
 * backups either, and with it everything known of the person. What stays holds no content: messages and evidence as
 * the record of disclosures, their cases (open ones are closed), the counters, and the suppression of the address, which is a keyed hash.
 * Messages that have not left are refused; one that is leaving at this moment is not called back.
 * @throws Failure NOT_FOUND
 */
export async function deleteContact(tx: Sql, id: string): Promise<void> {
  const lane = laneOf(id);
  // The walk locks enrollments before contacts; so must this, or the two wait for each other.
  await tx`select 1 from enrollments where lane = ${lane} and contact_id = ${id} order by id for update`;
  const [contact] = await tx`select 1 from contacts where lane = ${lane} and id = ${id} for update`;
  if (!contact) throw new Failure('NOT_FOUND', { contact: id });
  await tx`
    insert into step_counts (journey_id, lane, step, measure, n)
    select journey_id, lane, step, 'exited:contact_deleted', count(*) from enrollments
    where lane = ${lane} and contact_id = ${id} and state in ('active', 'waiting')
    group by journey_id, lane, step order by journey_id, lane, step
    on conflict (journey_id, lane, step, measure) do update set n = step_counts.n + excluded.n`;
  await eraseCounts(tx, lane, id);
  await tx`
    update messages set copy = null,
      state = case when state in ('queued', 'deferred', 'held') then 'refused' else state end,
      reason = case when state in ('queued', 'deferred', 'held') then 'CONTACT_DELETED' else reason end,
      finished_at = coalesce(finished_at, case when state in ('queued', 'deferred', 'held') then stepwell_now() end)
    where lane = ${lane} and contact_id = ${id}`;
  const closed = await tx<{ lane: number; contactId: string; id: string }[]>`
    update cases set state = 'closed', outcome = 'contact_deleted', since = stepwell_now(), closed_at = stepwell_now()
    where lane = ${lane} and contact_id = ${id} and state <> 'closed' returning lane, contact_id as "contactId", id`;
  await appendCaseLog(
    tx,
    closed.map((one) => ({ ...one, actor: 'system', action: 'contact-deleted' })),
  );
  await tx`update case_log set sealed = null where lane = ${lane} and contact_id = ${id}`;
  await tx`delete from visits where lane = ${lane} and contact_id = ${id}`;
  await tx`delete from segment_members where lane = ${lane} and contact_id = ${id}`;
  await tx`delete from portal_access where lane = ${lane} and contact_id = ${id}`;
  await tx`delete from contact_keys where lane = ${lane} and contact_id = ${id}`;
  await tx`delete from contacts where lane = ${lane} and id = ${id}`;
}

/** Keeps what the counters count of a contact whose visits and enrollments are about to go; see the watch's recount. */
async function eraseCounts(tx: Sql, lane: number, id: string): Promise<void> {
  await tx`
    with stood as (
      select journey_id, step, coalesce(exit_reason, 'contact_deleted') as reason, exit_reason is null as here
      from enrollments where lane = ${lane} and contact_id = ${id}
    ), went as (
      select journey_id, step, outlet from visits
      where lane = ${lane} and contact_id = ${id} and step <> ${TRIGGER}
    ), things as (
      select journey_id, ${TRIGGER}::text as step, 'entered' as measure from stood
      union all select journey_id, ${TRIGGER}::text, 'passed:entered' from stood where step <> ${TRIGGER}
      union all select journey_id, step, 'entered' from stood where here and step <> ${TRIGGER}
      union all select journey_id, step, 'exited:' || reason from stood
      union all select journey_id, step, 'entered' from went
      union all select journey_id, step, 'passed:' || outlet from went where outlet not like 'exit:%'
    )
    insert into erased_counts (journey_id, lane, step, measure, n)
    select journey_id, ${lane}::smallint, step, measure, count(*) from things group by 1, 3, 4 order by 1, 2, 3, 4
    on conflict (journey_id, lane, step, measure) do update set n = erased_counts.n + excluded.n`;
}
