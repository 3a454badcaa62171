import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '#core/graph/model.ts';
import { ingest } from '#store/events/ingest.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { newId } from '#store/new-id.ts';
import { DAY, rig } from './rig.ts';

const { sql, people, publish, settle, pass, standing, counts } = await rig();
await sql`insert into segments (id, name) values (gen_random_uuid(), 'Asked')`;

type Kind = 'send-email' | 'wait-for-time' | 'wait-for-event' | 'branch' | 'add-to-segment' | 'go-to' | 'end';
const kinds: Kind[] = ['send-email', 'wait-for-time', 'wait-for-event', 'branch', 'add-to-segment', 'go-to', 'end'];

/** Any journey of up to eight steps whose edges and jumps lead wherever they like, circles and nowhere included. */
const journeys = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(8), b: fc.nat(8), repeats: fc.nat(2) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((drawn): Pick<Graph, 'steps' | 'edges'> => {
    const id = (n: number) => `s${n % drawn.length}`;
    const steps = drawn.map(({ kind, a, repeats }, i) => ({
      id: `s${i}`,
      type: kind,
      name: '',
      config: configOf(kind, id(a), repeats),
    }));
    const edges = drawn.flatMap(({ kind, a, b }, i) =>
      (OUTLETS[kind] ?? []).map((outlet, n) => ({ from: `s${i}`, outlet, to: id(n === 0 ? a : b) })),
    );
    return { steps, edges: [{ from: 'trigger', outlet: 'entered', to: 's0' }, ...edges] };
  });

const OUTLETS: Partial<Record<Kind, string[]>> = {
  'send-email': ['sent'],
  'wait-for-time': ['done'],
  'wait-for-event': ['happened', 'timeout'],
  branch: ['es', 'otherwise'],
  'add-to-segment': ['added'],
};

function configOf(kind: Kind, target: string, repeats: number): Record<string, unknown> {
  if (kind === 'send-email') return { template: 'Welcome' };
  if (kind === 'wait-for-time') return { mode: 'duration', duration: 'P1D' };
  if (kind === 'wait-for-event') return { event: { kind: 'custom', name: 'ping' }, timeout: 'P2D' };
  if (kind === 'branch')
    return { paths: [{ id: 'es', label: '', filter: { attribute: 'language', op: 'eq', value: 'es' } }] };
  if (kind === 'add-to-segment') return { segment: 'Asked' };
  return kind === 'go-to' ? { target: { step: target }, repeats } : {};
}

describe('the counts of any journey', () => {
  it('add up at every step at every moment, and say where people really are', async () => {
    const who = await people(6, (i) => ({ language: i % 2 ? 'es' : 'en' }));
    let n = 0;
    await fc.assert(
      fc.asyncProperty(journeys, async (drawn) => {
        const journey = await publish({ name: `any ${n++}`, ...drawn });
        await enroll(sql, { journeyId: journey, contacts: who });
        for (let day = 0; day < 5; day++) {
          await settle();
          await ingest(sql, [
            { id: newId(Date.now()), lane: who[day]!.lane, contactId: who[day]!.id, kind: 'custom', name: 'ping' },
          ]);
          await settle();
          const at = await counts(journey);
          const really = new Map<string, number>();
          for (const { step, exitReason } of await standing(journey))
            if (exitReason === null) really.set(step, (really.get(step) ?? 0) + 1);
          for (const [step, { entered, here, passed, exited }] of Object.entries(at)) {
            const gone = [...Object.values(passed), ...Object.values(exited)].reduce((a, b) => a + b, 0);
            expect(entered).toBe(here + gone);
            expect(here).toBe(really.get(step) ?? 0);
          }
          expect([...really.keys()].filter((step) => !at[step])).toEqual([]);
          await pass(DAY + 3_600_000);
        }
        const [twice] = await sql`
          select count(*)::int as n from (
            select 1 from messages where journey_id = ${journey} group by enrollment_id, step, visit having count(*) > 1) x`;
        expect(twice).toEqual({ n: 0 });
        // What may still stand there must not be walked on by the next journey's days.
        await sql`update journeys set state = 'paused' where id = ${journey}`;
      }),
      { numRuns: 40 },
    );
  });
});
