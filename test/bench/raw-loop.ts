import { newId } from '#store/new-id.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Database } from '#store/database.ts';

const BATCH = 1000;

/**
 * What the walk is measured against: a bare work table, claimed in batches of 1,000 with `skip locked`, each row
 * read, given its next due time and logged, one transaction per batch. It decides nothing and keeps no counts. Written as fast as
 * the walk itself: text arrays, set statements, the update and the log sent down together.
 */
export async function makeRawItems({ sql }: Database, n: number): Promise<void> {
  await sql.unsafe(`
    create table raw (id uuid primary key, step text not null, due_at timestamptz, done boolean not null default false);
    create index on raw (due_at) where due_at is not null;
    create table raw_log (item uuid not null, step text not null, n int not null, at timestamptz not null,
      primary key (item, step));`);
  for (let from = 0; from < n; from += 5000) {
    const ids = Array.from({ length: Math.min(5000, n - from) }, () => newId(Date.now()));
    await sql`insert into raw (id, step, due_at) select id, 'start', now() from unnest(${arrayLiteral(ids)}::uuid[]) as id`;
  }
}

/** One batch: claims, moves on to `to` and logs `logs` rows for each item. Returns how many items it moved. */
export async function rawBatch({ sql }: Database, to: string, logs: number): Promise<number> {
  return sql.begin(async (tx) => {
    const rows = await tx<{ id: string; step: string }[]>`
      select id, step from raw where due_at <= now() order by due_at limit ${BATCH} for update skip locked`;
    if (rows.length === 0) return 0;
    const logged = rows.flatMap(({ id, step }) =>
      Array.from({ length: logs }, (_, k) => ({ id, step: `${step}-${k}` })),
    );
    await Promise.all([
      tx`
        update raw t set step = ${to}, done = ${to !== 'rest'},
          due_at = case when ${to === 'rest'} then now() + interval '3 days' end
        from unnest(${arrayLiteral(rows.map((row) => row.id))}::uuid[]) as u(id) where t.id = u.id`,
      tx`
        insert into raw_log (item, step, n, at)
        select u.id, u.step, 1, now()
        from unnest(${arrayLiteral(logged.map((one) => one.id))}::uuid[],
          ${arrayLiteral(logged.map((one) => one.step))}::text[]) as u(id, step)`,
    ]);
    return rows.length;
  });
}

/** Makes everything at rest due again. */
export async function wakeRawItems({ sql }: Database): Promise<void> {
  await sql`update raw set due_at = now() where not done`;
}
