import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { graph } from '#core/graph/model.ts';
import { assumptions } from '#core/run/assume.ts';
import { tally } from '#core/run/tally.ts';
import { filterSchema } from '#core/segment/ast.ts';
import type { Sql } from '#store/database.ts';

const row = z.object({
  id: z.string(),
  journeyId: z.string(),
  version: z.number().nullable(),
  audience: filterSchema,
  assumptions,
  onlyNew: z.boolean(),
  startAt: z.coerce.number(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  total: z.number(),
  examined: z.number(),
  result: tally,
  problem: z.string().nullable(),
  createdAt: z.number().transform(Math.round),
  finishedAt: z
    .number()
    .nullable()
    .transform((ms) => ms && Math.round(ms)),
});

/** How far a dry run has come, and its counts so far. */
export type DryRun = z.output<typeof row>;

/** @throws Failure NOT_FOUND */
export async function readDryRun(sql: Sql, id: string): Promise<DryRun> {
  const [found] = await sql`select ${columns(sql)} from dry_runs where id = ${id}`;
  if (!found) throw new Failure('NOT_FOUND', { dryRun: id });
  return row.parse(found);
}

/** The journey's dry runs, the newest first. */
export async function listDryRuns(sql: Sql, journeyId: string, limit: number): Promise<DryRun[]> {
  const found = await sql`
    select ${columns(sql)} from dry_runs where journey_id = ${journeyId} order by created_at desc, id desc limit ${limit}`;
  return found.map((one) => row.parse(one));
}

/** What the job needs besides: the drawing, and where to go on. @throws Failure NOT_FOUND */
export async function readWork(sql: Sql, id: string): Promise<z.output<typeof work>> {
  const [found] = await sql`select ${columns(sql)}, graph, cursor from dry_runs where id = ${id}`;
  if (!found) throw new Failure('NOT_FOUND', { dryRun: id });
  return work.parse(found);
}

const work = row.extend({ graph, cursor: z.string().nullable() });

/** Dry runs that are not done: after a crash between recording one and queueing its job, the job is queued anew. */
export async function unfinishedDryRuns(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from dry_runs where state in ('waiting', 'running') order by created_at`;
  return rows.map((one) => one.id);
}

function columns(sql: Sql) {
  return sql`id, journey_id as "journeyId", version, audience, assumptions, only_new as "onlyNew", start_at as "startAt",
    state, total, examined, result, problem,
    date_part('epoch', created_at) * 1000 as "createdAt", date_part('epoch', finished_at) * 1000 as "finishedAt"`;
}
