import { describe, expect, it } from 'vitest';
import { createJourney } from '#store/journeys/create.ts';
import { getJourney } from '#store/journeys/get.ts';
import { listJourneys } from '#store/journeys/list.ts';
import { saveDraft } from '#store/journeys/save-draft.ts';
import { newId } from '#store/new-id.ts';
import { testDatabase } from '#test/support/database.ts';
import { smallJourney } from './drawings.ts';

const { orm, sql } = await testDatabase();

async function make(name: string): Promise<string> {
  const id = newId(Date.now());
  await createJourney(orm, { id, graph: smallJourney(name) });
  return id;
}

describe('a draft', () => {
  it('is saved by the person who looks at the newest revision, and counts up', async () => {
    const id = await make('Newest');
    const graph = { ...smallJourney('Newest'), steps: [], edges: [] };
    expect(await saveDraft(orm, { id, revision: 1, graph })).toBe(2);
    expect((await getJourney(orm, id)).draft.steps).toEqual([]);
  });

  it('is not overwritten by the second of two people: they are told, and the first one’s work stays', async () => {
    const id = await make('Two people');
    const first = { ...smallJourney('Two people'), steps: [], edges: [] };
    await saveDraft(orm, { id, revision: 1, graph: first });
    await expect(saveDraft(orm, { id, revision: 1, graph: smallJourney('Two people') })).rejects.toMatchObject({
      code: 'REVISION_CONFLICT',
      details: { yours: 1, theirs: 2 },
    });
    expect((await getJourney(orm, id)).draft).toEqual(first);
  });

  it('saved by two at the very same time is saved once', async () => {
    const id = await make('Same time');
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => saveDraft(orm, { id, revision: 1, graph: smallJourney('Same time') })),
    );
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect((await getJourney(orm, id)).revision).toBe(2);
  });

  it('cannot take the name of another journey, neither made nor renamed', async () => {
    const id = await make('Mine');
    await make('Taken');
    await expect(make('Taken')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(saveDraft(orm, { id, revision: 1, graph: smallJourney('Taken') })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    expect((await getJourney(orm, id)).name).toBe('Mine');
  });

  it('that does not exist is not found', async () => {
    const id = newId(Date.now());
    await expect(getJourney(orm, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(saveDraft(orm, { id, revision: 1, graph: smallJourney('Nowhere') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('the list', () => {
  it('adds the counters of all lanes up, and keeps entered = here + completed + left', async () => {
    const id = await make('Counted');
    await sql`
      insert into step_counts (journey_id, lane, step, measure, n) values
        (${id}, 1, 'trigger', 'entered', 7), (${id}, 2, 'trigger', 'entered', 3),
        (${id}, 1, 'mail', 'passed:sent', 9), (${id}, 1, 'end', 'exited:completed', 4),
        (${id}, 2, 'wait', 'exited:exit_criteria', 1)`;
    const row = (await listJourneys(orm)).find((one) => one.id === id);
    expect(row).toMatchObject({ entered: 10, here: 5, completed: 4, left: 1, sent: 9, state: 'draft', edited: true });
  });
});
