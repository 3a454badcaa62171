import type { Sql } from '#store/database.ts';

/** Queues the job that works off a start, in the caller's transaction, under the key that keeps it one job. */
export async function queueStart(sql: Sql, start: string): Promise<void> {
  await sql`
    select stepwell_jobs.add_job('start-journey', ${JSON.stringify({ start })}::text::json, job_key => ${`start:${start}`},
      max_attempts => 10)`;
}
