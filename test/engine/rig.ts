import type { Graph } from '#core/graph/model.ts';
import { laneOf } from '#core/lane.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { makeRoutes } from '#engine/routes.ts';
import { type TickResult, tick } from '#engine/tick.ts';
import { openWalkWorld } from '#server/walk-world.ts';
import { readCounts } from '#store/counts/read.ts';
import { sealValues } from '#store/contacts/open.ts';
import { syncWatches } from '#store/entries/sync.ts';
import { newId } from '#store/new-id.ts';
import { testServices } from '#test/support/services.ts';

export interface Person {
  lane: number;
  id: string;
}

/** The real engine over a database of the test's own, with shorthands to fill and to look at it. */
export async function rig() {
  const services = await testServices();
  const { sql } = services.db;
  const { seal } = services;
  const world = openWalkWorld(services);
  const routes = makeRoutes();

  async function people(n: number, values: (i: number) => Record<string, AttributeValue> = () => ({})) {
    const made: Person[] = [];
    for (let i = 0; i < n; i++) {
      // A millisecond apart, so that they sort in the order they were made.
      const id = newId(BORN + born++);
      const key = seal.newContactKey(id);
      const lane = laneOf(id);
      const sealed = Buffer.from(sealValues(seal, key, { email: `a.person${i}@clearlake.example`, ...values(i) }));
      await sql`
        insert into contacts (lane, id, sealed, wrapped_key, key_version)
        values (${lane}, ${id}, ${sealed}, ${Buffer.from(key.wrappedKey)}, ${key.keyVersion})`;
      made.push({ lane, id });
    }
    return made;
  }

  /** A live journey; publishing one of the same name again makes the next version. */
  async function publish(drawn: Partial<Graph> & { name: string }, priority = 5): Promise<string> {
    const graph = JSON.stringify({ ...EMPTY, ...drawn, settings: { ...EMPTY.settings, ...drawn.settings } });
    const [journey] = await sql<{ id: string; version: number }[]>`
      insert into journeys (id, name, state, draft, live_version, priority)
      values (${newId(Date.now())}, ${drawn.name}, 'live', ${graph}::jsonb, 1, ${priority})
      on conflict (name) do update set live_version = journeys.live_version + 1, draft = excluded.draft
      returning id, live_version as version`;
    await sql`
      insert into journey_versions (journey_id, version, graph, hash, published_at)
      values (${journey!.id}, ${journey!.version}, ${graph}::jsonb, 'x', stepwell_now())`;
    await syncWatches(services.db.orm);
    return journey!.id;
  }

  return {
    ...services,
    sql,
    world,
    people,
    publish,
    tick: (limit = 1000, lanes?: number[]): Promise<TickResult> => tick(world, { limit, routes, lanes }),
    /** Ticks until nobody is due. */
    settle: async (): Promise<void> => {
      for (;;) {
        const notes = await world.wakePending();
        const { claimed } = await tick(world, { limit: 1000, routes });
        if (claimed === 0 && notes === 0) return;
      }
    },
    pass: async (ms: number): Promise<void> => {
      await world.advanceClock(ms);
    },
    standing: (journeyId: string) => sql<
      { contactId: string; step: string; state: string; exitReason: string | null; problem: string | null }[]
    >`
      select contact_id as "contactId", step, state, exit_reason as "exitReason", problem from enrollments
      where journey_id = ${journeyId} order by contact_id`,
    counts: (journeyId: string) => readCounts(sql, journeyId),
  };
}

const BORN = Date.UTC(2026, 0, 1);
let born = 0;

export const DAY = 86_400_000;

/** A chain of steps from the trigger on, each left by its only outlet; more edges can be added. */
export function chain(
  name: string,
  steps: { id: string; type: string; config?: Record<string, unknown> }[],
  edges: Graph['edges'] = [],
): Partial<Graph> & { name: string } {
  const outlet: Record<string, string> = {
    'send-email': 'sent',
    'wait-for-time': 'done',
    'wait-for-event': 'happened',
    'add-to-segment': 'added',
    'remove-from-segment': 'removed',
    'update-attribute': 'updated',
    webhook: 'success',
    branch: 'otherwise',
  };
  const along = steps.flatMap((step, i) => {
    if (i === 0) return [{ from: 'trigger', outlet: 'entered', to: step.id }];
    const before = steps[i - 1]!;
    const by = outlet[before.type];
    return by ? [{ from: before.id, outlet: by, to: step.id }] : [];
  });
  return {
    name,
    steps: steps.map(({ config = {}, ...step }) => ({ ...step, name: step.id, config })),
    edges: [...along, ...edges],
  };
}

const EMPTY = {
  stepwell: 1,
  triggers: [{ type: 'manual', config: {} }],
  settings: { priority: 5, reentry: 'never', timezone: 'America/Chicago', exit: [] },
  steps: [],
  edges: [],
  layout: {},
};
