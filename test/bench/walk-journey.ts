import type { Graph } from '#core/graph/model.ts';
import type { Database } from '#store/database.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { newId } from '#store/new-id.ts';
import type { Contact } from './ground.ts';

/** Steps each contact leaves, and so rows logged, on the way to the wait and from it on. */
export const LEFT = { before: 2, after: 3 };

/** Entry, branch, add-to-segment, wait, go-to, end. The branch asks for membership of a list. */
export async function publishWalk({ sql }: Database, name: string): Promise<string> {
  const graph: Graph = {
    stepwell: 1,
    name: 'Walk',
    triggers: [{ type: 'manual', config: {} }],
    settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
    steps: [
      step('which', 'branch', { paths: [{ id: 'members', label: 'Members', filter: { list: 'Members' } }] }),
      step('mark-members', 'add-to-segment', { segment: 'Seen members' }),
      step('mark-others', 'add-to-segment', { segment: 'Seen others' }),
      step('rest', 'wait-for-time', { mode: 'duration', duration: 'P3D' }),
      step('jump', 'go-to', { target: { step: 'done' }, repeats: 0 }),
      step('done', 'end', { reason: 'completed' }),
    ],
    edges: [
      { from: 'trigger', outlet: 'entered', to: 'which' },
      { from: 'which', outlet: 'members', to: 'mark-members' },
      { from: 'which', outlet: 'otherwise', to: 'mark-others' },
      { from: 'mark-members', outlet: 'added', to: 'rest' },
      { from: 'mark-others', outlet: 'added', to: 'rest' },
      { from: 'rest', outlet: 'done', to: 'jump' },
    ],
    layout: {},
  };
  const id = newId(Date.now());
  const drawn = JSON.stringify(graph);
  await sql`insert into segments (id, name) values (${newId(0)}, 'Seen members'), (${newId(0)}, 'Seen others') on conflict do nothing`;
  await sql`
    insert into journeys (id, name, state, draft, live_version) values (${id}, ${name}, 'live', ${drawn}::text::jsonb, 1)`;
  await sql`
    insert into journey_versions (journey_id, version, graph, hash) values (${id}, 1, ${drawn}::text::jsonb, 'bench')`;
  return id;
}

export async function enrollAll({ sql }: Database, journeyId: string, contacts: readonly Contact[]): Promise<void> {
  for (let from = 0; from < contacts.length; from += 2000) {
    await sql.begin((tx) => enroll(tx, { journeyId, contacts: contacts.slice(from, from + 2000) }));
  }
}

function step(id: string, type: string, config: Record<string, unknown>): Graph['steps'][number] {
  return { id, type, name: id, config };
}
