import * as fc from 'fast-check';
import { type Graph, graph as graphSchema } from '#core/graph/model.ts';
import { outletsOf } from '#core/graph/traverse.ts';
import { contact, event, JOURNEY, NOW } from '../support.ts';

const filters = [
  { attribute: 'age', op: 'gte', value: 40 },
  { segment: 'Invited' },
  { engaged: 'open', did: true, atLeast: 1, last: true },
  { not: { list: 'Newsletter' } },
];
export const configs: fc.Arbitrary<{ type: string; config: Record<string, unknown> }> = fc.oneof(
  fc.constant({ type: 'send-email', config: { template: 'Welcome' } }),
  fc.constant({ type: 'add-to-segment', config: { segment: 'Invited' } }),
  fc.constant({ type: 'end', config: {} }),
  fc
    .constantFrom('PT0S', 'PT1H', 'P2D')
    .map((duration) => ({ type: 'wait-for-time', config: { mode: 'duration', duration } })),
  fc.constantFrom('skip', 'wait', 'exit').map((onMissing) => ({
    type: 'wait-for-time',
    config: { mode: 'attribute', attribute: 'appointment', offset: 'P1D', onMissing },
  })),
  fc
    .constantFrom(
      { kind: 'open' },
      { kind: 'custom', name: 'booked' },
      { kind: 'filter', filter: filters[0] },
      { kind: 'attribute', attribute: 'age' },
    )
    .map((what) => ({ type: 'wait-for-event', config: { event: what, timeout: 'P3D' } })),
  fc.subarray(filters).map((chosen) => ({
    type: 'branch',
    config: { paths: chosen.map((filter, i) => ({ id: `p${i}`, label: '', filter })) },
  })),
  fc
    .tuple(fc.nat(11), fc.nat(3))
    .map(([to, repeats]) => ({ type: 'go-to', config: { target: { step: `s${to}` }, repeats } })),
);

/** Any drawing at all: circles, loose ends and steps nobody reaches included. */
export const graphs: fc.Arbitrary<Graph> = fc
  .record({
    steps: fc.array(configs, { minLength: 1, maxLength: 12 }),
    ends: fc.array(fc.nat(14), { minLength: 80, maxLength: 80 }),
    exit: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant([filters[1]]) }),
  })
  .map(({ steps, ends, exit }) => {
    const nodes = steps.map(({ type, config }, i) => ({ id: `s${i}`, type, name: '', config }));
    const targets = [...ends];
    const edges = nodes.flatMap((node) =>
      outletsOf(node).flatMap(({ id }) => {
        const to = targets.pop() ?? 0;
        return to < nodes.length ? [{ from: node.id, outlet: id, to: `s${to}` }] : [];
      }),
    );
    return graphSchema.parse({
      stepwell: 1,
      name: 'Any',
      triggers: [],
      settings: { exit },
      steps: nodes,
      edges: [{ from: 'trigger', outlet: 'entered', to: 's0' }, ...edges],
    });
  });

/** Contacts who meet some of the conditions. */
export const people = fc
  .record({
    age: fc.option(fc.integer({ min: 18, max: 90 })),
    appointment: fc.option(fc.constantFrom('2026-06-05', '2026-05-01', '2026-07-01T12:00')),
  })
  .chain((values) =>
    fc
      .boolean()
      .map((opened) =>
        contact(values, { events: opened ? [event('open', { journey: JOURNEY, step: 's0', at: NOW })] : [] }),
      ),
  );
