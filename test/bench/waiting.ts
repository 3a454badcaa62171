import type { Graph } from '#core/graph/model.ts';
import { newId } from '#store/new-id.ts';
import { type Ground, settle } from './ground.ts';

export interface Waiting {
  n: number;
  /** Live journeys they are spread over. */
  journeys: number;
  /** The one step all wait at. */
  step: Graph['steps'][number];
  waitingFor: string;
}

/** Leaves the bench before any of them would be due. */
const DUE_IN_DAYS = 30;
const SLICE = 500_000;

/**
 * People who wait, made by the database itself: `n` contacts, each at the same step of one of the journeys, due in
 * some weeks. Indexes are made afterwards, as a restore makes them.
 */
export async function makeWaiting(ground: Ground, waiting: Waiting, say: (line: string) => void): Promise<string[]> {
  const { sql } = ground.db;
  const { n, journeys, step, waitingFor } = waiting;
  const ids: string[] = [];
  for (let i = 0; i < journeys; i++) ids.push(await publish(ground, `Journey ${i}`, step));
  const indexes = await sql<{ make: string; drop: string }[]>`
    select pg_get_indexdef(i.indexrelid) as make, format('drop index %s', i.indexrelid::regclass) as drop from pg_index i
    where i.indrelid in ('contacts'::regclass, 'enrollments'::regclass) and not i.indisprimary`;
  for (const { drop } of indexes) await sql.unsafe(drop);
  for (let from = 0; from < n; from += SLICE) {
    await sql.begin(async (tx) => {
      // What is made is right by construction: asking for each contact again would take longer than making it.
      await tx`set local session_replication_role = replica`;
      await tx`set local synchronous_commit = off`;
      await tx`
        with made as (
          insert into contacts (lane, id, sealed, wrapped_key, key_version)
          select i % 64, uuidv7(), decode(repeat(md5(i::text), 6), 'hex'), decode(md5(i::text), 'hex'), 1
          from generate_series(${from}::int, ${Math.min(n, from + SLICE) - 1}::int) as i
          returning lane, id
        ), numbered as (select lane, id, row_number() over () as i from made)
        insert into enrollments (lane, contact_id, id, journey_id, step, visits, state, due_at, waiting_for)
        select lane, id, uuidv7(), (${`{${ids.join(',')}}`}::uuid[])[1 + i % ${journeys}::int], ${step.id},
          jsonb_build_object(${step.id}::text, 1), 'waiting',
          now() + ${DUE_IN_DAYS}::int * interval '1 day' + i * interval '1 second', array[${waitingFor}::text]
        from numbered`;
    });
    say(`${Math.min(n, from + SLICE)} waiting …`);
  }
  for (const { make } of indexes) await sql.unsafe(make);
  await settle(ground);
  return ids;
}

async function publish({ db: { sql } }: Ground, name: string, step: Waiting['step']): Promise<string> {
  const graph: Graph = {
    stepwell: 1,
    name,
    triggers: [{ type: 'manual', config: {} }],
    settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
    steps: [step],
    edges: [{ from: 'trigger', outlet: 'entered', to: step.id }],
    layout: {},
  };
  const id = newId(Date.now());
  const drawn = JSON.stringify(graph);
  await sql`
    insert into journeys (id, name, state, draft, live_version) values (${id}, ${name}, 'live', ${drawn}::text::jsonb, 1)`;
  await sql`
    insert into journey_versions (journey_id, version, graph, hash) values (${id}, 1, ${drawn}::text::jsonb, 'bench')`;
  return id;
}
