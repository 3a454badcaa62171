import { Failure } from '#core/failure.ts';
import type { Sql } from '#store/database.ts';

/** How far a bulk start has come. */
export interface StartProgress {
  id: string;
  journeyId: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Contacts it was counted to enroll, and how many of those it has come to. */
  total: number;
  examined: number;
  /** Of those, the ones who were not in the journey before. */
  enrolled: number;
  /** Why it failed: a failure code. */
  problem: string | null;
  createdAt: number;
  finishedAt: number | null;
}

/** @throws Failure NOT_FOUND */
export async function readStart(sql: Sql, id: string): Promise<StartProgress> {
  const [row] = await sql<StartProgress[]>`select ${columns(sql)} from starts where id = ${id}`;
  if (!row) throw new Failure('NOT_FOUND', { start: id });
  return rounded(row);
}

/** The journey's starts, the newest first. */
export async function listStarts(sql: Sql, journeyId: string, limit = 20): Promise<StartProgress[]> {
  const rows = await sql<StartProgress[]>`
    select ${columns(sql)} from starts where journey_id = ${journeyId} order by created_at desc, id desc limit ${limit}`;
  return rows.map(rounded);
}

function columns(sql: Sql) {
  return sql`id, journey_id as "journeyId", state, total, examined, enrolled, problem,
    date_part('epoch', created_at) * 1000 as "createdAt", date_part('epoch', finished_at) * 1000 as "finishedAt"`;
}

function rounded(row: StartProgress): StartProgress {
  const { createdAt, finishedAt } = row;
  return { ...row, createdAt: Math.round(createdAt), finishedAt: finishedAt === null ? null : Math.round(finishedAt) };
}
