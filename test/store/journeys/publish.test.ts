import { beforeAll, describe, expect, it } from 'vitest';
import { findingKey } from '#core/finding.ts';
import type { Graph } from '#core/graph/model.ts';
import { createJourney } from '#store/journeys/create.ts';
import { getJourney } from '#store/journeys/get.ts';
import { graphHash } from '#store/journeys/hash.ts';
import { addCounts } from '#store/counts/add.ts';
import { wakeForVersions } from '#store/enrollments/wake-for-versions.ts';
import { publish } from '#store/journeys/publish.ts';
import { restoreVersion } from '#store/journeys/restore.ts';
import { saveDraft } from '#store/journeys/save-draft.ts';
import { setState } from '#store/journeys/set-state.ts';
import { listVersions } from '#store/journeys/versions.ts';
import { newId } from '#store/new-id.ts';
import { testDatabase } from '#test/support/database.ts';
import { makeTools, smallJourney } from './drawings.ts';

const { orm, sql } = await testDatabase();
beforeAll(() => makeTools(orm));

async function make(graph: Graph): Promise<string> {
  const id = newId(Date.now());
  await createJourney(orm, { id, graph });
  return id;
}

const asked = (journeyId: string, revision = 1, acknowledged: string[] = []) => ({
  journeyId,
  revision,
  acknowledged,
  by: null,
});

describe('publishing', () => {
  it('is refused while the drawing has an error, names it, and leaves nothing live', async () => {
    const graph = smallJourney('With an error');
    graph.steps[0]!.config['template'] = '';
    const id = await make(graph);
    await expect(publish(orm, asked(id))).rejects.toMatchObject({
      code: 'JOURNEY_HAS_ERRORS',
      details: { findings: [{ code: 'send.no-template', step: 'mail' }] },
    });
    expect(await getJourney(orm, id)).toMatchObject({ live: null, state: 'draft' });
  });

  it('is refused with a sender nobody verified', async () => {
    const graph = smallJourney('Unverified');
    graph.settings.sender = 'Nobody';
    const id = await make(graph);
    await expect(publish(orm, asked(id))).rejects.toMatchObject({ code: 'JOURNEY_HAS_ERRORS' });
  });

  it('asks for each warning to be acknowledged: one acknowledgement does not cover another', async () => {
    const graph = smallJourney('With a warning');
    graph.edges.pop();
    const id = await make(graph);
    const refused = await publish(orm, asked(id)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'JOURNEY_WARNINGS_UNACKNOWLEDGED' });
    const { findings } = (refused as { details: { findings: Parameters<typeof findingKey>[0][] } }).details;
    const keys = findings.map(findingKey);
    expect(keys.length).toBeGreaterThan(1);
    await expect(publish(orm, asked(id, 1, keys.slice(1)))).rejects.toMatchObject({
      code: 'JOURNEY_WARNINGS_UNACKNOWLEDGED',
    });
    expect(await publish(orm, asked(id, 1, keys))).toMatchObject({ version: 1 });
  });

  it('is refused for a revision that is not the newest any more', async () => {
    const id = await make(smallJourney('Older revision'));
    await saveDraft(orm, { id, revision: 1, graph: smallJourney('Older revision') });
    await expect(publish(orm, asked(id, 1))).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
  });

  it('makes immutable versions counted from one, and edits after it change nothing live', async () => {
    const id = await make(smallJourney('Versions'));
    const first = await publish(orm, asked(id));
    const edited = smallJourney('Versions');
    edited.steps[1]!.config['duration'] = 'P5D';
    await saveDraft(orm, { id, revision: 1, graph: edited });
    expect((await getJourney(orm, id)).live).toMatchObject({ version: 1, graph: smallJourney('Versions') });
    const second = await publish(orm, asked(id, 2));
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(second.hash).not.toBe(first.hash);
    expect((await listVersions(orm, id)).map((one) => one.version)).toEqual([2, 1]);
    await expect(sql`update journey_versions set hash = 'other' where journey_id = ${id}`).rejects.toThrow(
      /append-only/,
    );
  });

  it('of two people at once makes one version for each, never the same number twice', async () => {
    const id = await make(smallJourney('At once'));
    const both = await Promise.all([publish(orm, asked(id)), publish(orm, asked(id))]);
    expect(both.map((one) => one.version).toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('leaves a note for the walkers to wake who waits where something changed, and wakes nobody else', async () => {
    const id = await make(smallJourney('Wakes'));
    await publish(orm, asked(id));
    for (const step of ['wait', 'mail', 'wait']) await standAt(id, step);
    const edited = smallJourney('Wakes');
    edited.steps[1]!.config['duration'] = 'P5D';
    await saveDraft(orm, { id, revision: 1, graph: edited });
    expect(await publish(orm, asked(id, 2))).toMatchObject({ reconsidered: 2 });
    // One at a time: what is left over from one turn is done in the next.
    for (let more = 1; more > 0;) more = await wakeForVersions(sql, 1);
    const rows = await sql<{ step: string; wake: unknown }[]>`
      select step, wake from enrollments where journey_id = ${id} order by step`;
    expect(rows.map((one) => one.wake)).toEqual([null, [{ kind: 'reconsider' }], [{ kind: 'reconsider' }]]);
    expect(await sql`select 1 from version_wakes`).toEqual([]);
  });

  it('changes a plan as little as it changes a drawing: both are immutable', async () => {
    const id = await make(smallJourney('Immutable'));
    await publish(orm, asked(id));
    await expect(
      sql`update journey_versions set plan = jsonb_set(plan, '{pin}', 'true') where journey_id = ${id}`,
    ).rejects.toThrow('append-only');
  });
});

describe('a version', () => {
  it('hashes the same whatever the layout and the order of keys, and differently for another meaning', () => {
    const graph = smallJourney('Hash');
    const moved = { ...graph, layout: { mail: { x: 10, y: 20 } } };
    const { name, ...rest } = graph;
    expect(graphHash(moved)).toBe(graphHash(graph));
    expect(graphHash({ ...rest, name })).toBe(graphHash(graph));
    expect(graphHash({ ...graph, name: 'Hash 2' })).not.toBe(graphHash(graph));
  });

  it('restored becomes the draft again, with nothing live changed', async () => {
    const id = await make(smallJourney('Restored'));
    await publish(orm, asked(id));
    await saveDraft(orm, { id, revision: 1, graph: { ...smallJourney('Restored'), steps: [], edges: [] } });
    expect(await restoreVersion(orm, { id, version: 1, revision: 2 })).toMatchObject({ revision: 3 });
    expect(await getJourney(orm, id)).toMatchObject({ draft: smallJourney('Restored'), live: { version: 1 } });
    await expect(restoreVersion(orm, { id, version: 1, revision: 2 })).rejects.toMatchObject({
      code: 'REVISION_CONFLICT',
    });
    await expect(restoreVersion(orm, { id, version: 9, revision: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a journey’s state', () => {
  it('goes from live to paused and back, and ended is the end', async () => {
    const id = await make(smallJourney('States'));
    await expect(setState(orm, { id, move: 'pause' })).rejects.toMatchObject({ code: 'JOURNEY_NOT_PUBLISHED' });
    await publish(orm, asked(id));
    expect(await setState(orm, { id, move: 'pause' })).toBe('paused');
    await expect(setState(orm, { id, move: 'pause' })).rejects.toMatchObject({ code: 'JOURNEY_NOT_RUNNING' });
    expect(await setState(orm, { id, move: 'resume' })).toBe('live');
    expect(await setState(orm, { id, move: 'end' })).toBe('ended');
    await expect(setState(orm, { id, move: 'resume' })).rejects.toMatchObject({ code: 'JOURNEY_NOT_RUNNING' });
    await expect(publish(orm, asked(id))).rejects.toMatchObject({ code: 'JOURNEY_NOT_RUNNING' });
  });

  it('stays paused when a paused journey is published', async () => {
    const id = await make(smallJourney('Paused'));
    await publish(orm, asked(id));
    await setState(orm, { id, move: 'pause', reason: 'BREAKER_OPEN' });
    await publish(orm, asked(id));
    expect(await getJourney(orm, id)).toMatchObject({ state: 'paused', live: { version: 2 } });
  });
});

async function standAt(journeyId: string, step: string): Promise<void> {
  const contact = newId(Date.now());
  await sql`insert into contacts (lane, id, sealed, wrapped_key, key_version) values (1, ${contact}, ''::bytea, ''::bytea, 1)`;
  await sql`
    insert into enrollments (lane, contact_id, id, journey_id, version, step, state, due_at)
    values (1, ${contact}, ${newId(Date.now())}, ${journeyId}, 1, ${step}, 'waiting', now() + interval '3 days')`;
  await addCounts(sql, [{ journeyId, lane: 1, step, measure: 'entered' }]);
}
