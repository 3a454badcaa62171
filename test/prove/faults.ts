import type { CheckWorld } from '#core/graph/check.ts';
import type { Edge, Graph, StepNode } from '#core/graph/model.ts';
import { jumpTarget, outletsOf, reachable, successors } from '#core/graph/traverse.ts';
import type { Filter } from '#core/segment/ast.ts';
import { insertStep } from '#core/graph/change-steps.ts';

/** A planted fault: the drawing with it, where it should be told of, and by which of these codes. */
export interface Mutant {
  graph: Graph;
  /** Steps at which the finding may stand; none for the journey as a whole. */
  at: string[];
  codes: string[];
}

type Plant = (graph: Graph, world: CheckWorld) => Mutant[];

const one = (attribute: string, op: string, value?: unknown): Filter =>
  ({ attribute, op, ...(value === undefined ? {} : { value }) }) as Filter;

const numberOf = ({ vocabulary }: CheckWorld) => keyOfType(vocabulary, 'number');
function keyOfType({ attributes }: CheckWorld['vocabulary'], type: string): string {
  return [...attributes.values()].find((each) => each.type === type)!.key;
}

function choiceOf({ vocabulary }: CheckWorld): { key: string; choices: string[] } {
  return [...vocabulary.attributes.values()].find(({ type, choices }) => type === 'choice' && choices.length > 1)!;
}

const stepsOf = (graph: Graph, type: string) => graph.steps.filter((step) => step.type === type);

function edit(graph: Graph, id: string, config: Record<string, unknown>): Graph {
  const kept = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  return { ...graph, steps: graph.steps.map((step) => (step.id === id ? { ...step, config: kept } : step)) };
}

/** A step put on an edge; what followed goes on by its first outlet, and its other outlets lead to an end of their own. */
function insert(graph: Graph, edge: Edge, type: string, config: Record<string, unknown>, id = 'planted'): Graph {
  let grown = insertStep(graph, { id, type, name: id, config }, { from: edge.from, outlet: edge.outlet });
  const step = grown.steps.find((each) => each.id === id)!;
  for (const [i, { id: outlet }] of outletsOf(step).entries()) {
    if (grown.edges.some((each) => each.from === id && each.outlet === outlet)) continue;
    const end: StepNode = { id: `${id}-end-${i}`, type: 'end', name: 'End', config: {} };
    grown = insertStep(grown, end, { from: id, outlet });
  }
  return grown;
}

/** A branch of one path on an edge. */
function withBranch(graph: Graph, edge: Edge, filter: Filter, id = 'planted'): Graph {
  return insert(graph, edge, 'branch', { paths: [{ id: 'a', label: '', filter }] }, id);
}

const paths = (step: StepNode) => step.config['paths'] as { id: string; label: string; filter: Filter }[];

/** Edges a contact can come along. */
function walked(graph: Graph): Edge[] {
  const reached = reachable(successors(graph), 'trigger');
  return graph.edges.filter(({ from }) => from === 'trigger' || reached.has(from));
}

function contradiction(filter: (world: CheckWorld) => Filter): Plant {
  return (graph, world) => [
    ...walked(graph).map((edge) => ({
      graph: withBranch(graph, edge, filter(world)),
      at: ['planted'],
      codes: ['prove.branch-never'],
    })),
    ...stepsOf(graph, 'branch').flatMap((step) =>
      paths(step).map((_, i) => ({
        graph: edit(graph, step.id, {
          paths: paths(step).map((path, n) =>
            n === i ? { ...path, filter: { all: [path.filter, filter(world)] } } : path,
          ),
        }),
        at: [step.id],
        codes: ['prove.branch-never'],
      })),
    ),
  ];
}

/** Every kind of fault people draw, and how it is planted into a journey that was right. */
export const faults: Readonly<Record<string, Plant>> = {
  'a step nothing leads to': (graph) =>
    graph.steps
      .filter(({ id }) => graph.edges.some(({ from, to }) => to === id && from !== 'trigger'))
      .filter(({ id }) => !graph.steps.some((step) => jumpTarget(step) === id))
      .map(({ id }) => ({
        graph: { ...graph, edges: graph.edges.filter(({ to }) => to !== id) },
        at: [id],
        codes: ['graph.unreachable'],
      })),
  'an outlet that leads nowhere': (graph) =>
    walked(graph)
      .filter(({ from }) => from !== 'trigger')
      .map((edge) => ({
        graph: { ...graph, edges: graph.edges.filter((each) => each !== edge) },
        at: [edge.from],
        codes: ['graph.dead-path'],
      })),
  'numbers that exclude each other': contradiction((world) => ({
    all: [one(numberOf(world), 'gt', 65), one(numberOf(world), 'lt', 18)],
  })),
  'one value and another': contradiction((world) => {
    const { key, choices } = choiceOf(world);
    return { all: [one(key, 'eq', choices[0]), one(key, 'eq', choices[1])] };
  }),
  'dates that exclude each other': contradiction(({ vocabulary }) => {
    const key = keyOfType(vocabulary, 'date');
    return { all: [one(key, 'before', '2026-01-01'), one(key, 'after', '2026-06-01')] };
  }),
  'on a list and not on it': contradiction(({ vocabulary }) => {
    const [list = ''] = vocabulary.lists;
    return { all: [{ list }, { not: { list } }] };
  }),
  'known and unknown': contradiction((world) => ({
    all: [one(numberOf(world), 'not_exists'), one(numberOf(world), 'gte', 1)],
  })),
  'done and not done': contradiction(() => ({
    all: [
      { engaged: 'custom', did: true, name: 'booked', atLeast: 2 },
      { engaged: 'custom', did: false, name: 'booked', atLeast: 1 },
    ],
  })),
  'a path the one above it has taken': (graph, world) =>
    stepsOf(graph, 'branch').flatMap((step) =>
      paths(step).map(({ filter }) => ({
        graph: edit(graph, step.id, {
          paths: [
            ...paths(step),
            { id: 'late', label: 'Late', filter: { all: [filter, one(numberOf(world), 'gte', 0)] } },
          ],
        }),
        at: [step.id],
        codes: ['prove.branch-taken'],
      })),
    ),
  'a choice the attribute does not have': (graph, world) =>
    walked(graph).map((edge) => ({
      graph: withBranch(graph, edge, one(choiceOf(world).key, 'eq', 'Atlantis')),
      at: ['planted'],
      codes: ['filter.wrong-value'],
    })),
  'a path everyone takes': (graph, world) => {
    const anyone: Filter = { any: [one(numberOf(world), 'exists'), one(numberOf(world), 'not_exists')] };
    return [
      ...walked(graph).map((edge) => ({
        graph: withBranch(graph, edge, anyone),
        at: ['planted'],
        codes: ['prove.branch-everyone'],
      })),
      ...stepsOf(graph, 'branch').map((step) => ({
        graph: edit(graph, step.id, { paths: [{ id: 'all', label: 'All', filter: anyone }, ...paths(step)] }),
        at: [step.id],
        codes: ['prove.branch-everyone'],
      })),
    ];
  },
  'asking again what was just decided': (graph) =>
    stepsOf(graph, 'branch').flatMap((step) =>
      paths(step).flatMap(({ id, filter }, i): Mutant[] => {
        const yes = graph.edges.find(({ from, outlet }) => from === step.id && outlet === id);
        const no = graph.edges.find(({ from, outlet }) => from === step.id && outlet === 'otherwise');
        return [
          ...(yes
            ? [{ graph: withBranch(graph, yes, filter), at: ['planted'], codes: ['prove.branch-everyone'] }]
            : []),
          ...(no && i === 0
            ? [{ graph: withBranch(graph, no, filter), at: ['planted'], codes: ['prove.branch-never'] }]
            : []),
        ];
      }),
    ),
  'a guard against what led here': (graph, world) =>
    stepsOf(graph, 'branch').flatMap((step) =>
      paths(step).flatMap(({ id, filter }): Mutant[] => {
        const edge = graph.edges.find(({ from, outlet }) => from === step.id && outlet === id);
        const template = [...world.templates].find(([, { findings, phi }]) => findings === 0 && phi !== 'P3')?.[0];
        if (!edge || !template) return [];
        const config = { template, guard: { not: filter }, sender: [...world.senders].find(([, s]) => s.verified)![0] };
        return [{ graph: insert(graph, edge, 'send-email', config), at: ['planted'], codes: ['prove.guard-never'] }];
      }),
    ),
  'a guard that contradicts itself': (graph, world) =>
    stepsOf(graph, 'send-email').map((step) => ({
      graph: edit(graph, step.id, {
        ...step.config,
        guard: { all: [one(numberOf(world), 'gt', 65), one(numberOf(world), 'lt', 18)] },
      }),
      at: [step.id],
      codes: ['prove.guard-never'],
    })),
  'a wait for an email not sent yet': (graph) => {
    const next = successors(graph);
    return stepsOf(graph, 'send-email').flatMap((send) =>
      walked(graph)
        .filter(({ to }) => to === send.id)
        // Not on a way round, where it has been sent before.
        .filter(() => !reachable(next, send.id).has(send.id))
        .map((edge) => ({
          graph: insert(graph, edge, 'wait-for-event', { event: { kind: 'open', step: send.id }, timeout: 'P3D' }),
          at: ['planted'],
          codes: ['prove.wait-unsent', 'event.unseen'],
        })),
    );
  },
  'a wait for a link the email lacks': (graph) =>
    stepsOf(graph, 'send-email').flatMap((send) => {
      const edge = walked(graph).find(({ from }) => from === send.id);
      if (!edge) return [];
      const config = { event: { kind: 'click', step: send.id, link: 'No such link' }, timeout: 'P3D' };
      return [
        {
          graph: insert(graph, edge, 'wait-for-event', config),
          at: ['planted'],
          codes: ['event.unknown-link', 'prove.wait-no-link'],
        },
      ];
    }),
  'a path for a link the email lacks': (graph) =>
    stepsOf(graph, 'send-email').flatMap((send) => {
      const edge = walked(graph).find(({ from }) => from === send.id);
      if (!edge) return [];
      const filter: Filter = { engaged: 'click', did: true, step: send.id, link: 'No such link', atLeast: 1 };
      const rested = insert(graph, edge, 'wait-for-time', { mode: 'duration', duration: 'P2D' }, 'rest');
      const planted = withBranch(rested, { from: 'rest', outlet: 'done', to: edge.to }, filter);
      return [{ graph: planted, at: ['planted'], codes: ['prove.branch-never'] }];
    }),
  'asking for an open the moment it is sent': (graph) =>
    stepsOf(graph, 'send-email').flatMap((send) =>
      walked(graph)
        .filter(({ from }) => from === send.id)
        .map((edge) => ({
          graph: withBranch(graph, edge, { engaged: 'open', did: true, last: true, atLeast: 1 }),
          at: ['planted'],
          codes: ['prove.branch-never'],
        })),
    ),
  'a condition about an email that is gone': (graph) =>
    walked(graph).map((edge) => ({
      graph: withBranch(graph, edge, { engaged: 'open', did: true, step: 'gone', atLeast: 1 }),
      at: ['planted'],
      codes: ['prove.unknown-step'],
    })),
  'a way an email cannot have gone': (graph) =>
    stepsOf(graph, 'send-email')
      .filter(({ config }) => config['tlsExclusive'] !== true)
      .flatMap((send) => {
        const edge = walked(graph).find(({ from }) => from === send.id);
        if (!edge) return [];
        const rested = insert(graph, edge, 'wait-for-time', { mode: 'duration', duration: 'P2D' }, 'rest');
        const on: Edge = { from: 'rest', outlet: 'done', to: edge.to };
        return [
          {
            graph: withBranch(rested, on, { delivery: 'drop', step: send.id }),
            at: ['planted'],
            codes: ['prove.branch-never'],
          },
        ];
      }),
  'a wait for what can never be': (graph, { vocabulary }) => {
    const [list = ''] = vocabulary.lists;
    const event = { kind: 'filter', filter: { all: [{ list }, { not: { list } }] } };
    return walked(graph).map((edge) => ({
      graph: insert(graph, edge, 'wait-for-event', { event, timeout: 'P3D' }),
      at: ['planted'],
      codes: ['prove.event-never'],
    }));
  },
  'a wait for what is so already': (graph, { vocabulary }) =>
    stepsOf(graph, 'add-to-segment').flatMap((step) => {
      const edge = walked(graph).find(({ from }) => from === step.id);
      const { segment } = step.config;
      if (!edge || typeof segment !== 'string' || vocabulary.segments.get(segment) !== null) return [];
      const config = { event: { kind: 'filter', filter: { segment } }, timeout: 'P3D' };
      return [
        { graph: insert(graph, edge, 'wait-for-event', config), at: ['planted'], codes: ['prove.event-at-once'] },
      ];
    }),
  'an exit criterion everyone meets': (graph, world) => [
    {
      graph: {
        ...graph,
        settings: {
          ...graph.settings,
          exit: [...graph.settings.exit, { any: [one(numberOf(world), 'exists'), one(numberOf(world), 'not_exists')] }],
        },
      },
      at: [],
      codes: ['prove.exit-everyone'],
    },
  ],
  'an exit criterion nobody meets': (graph, world) => [
    {
      graph: {
        ...graph,
        settings: {
          ...graph.settings,
          exit: [...graph.settings.exit, { all: [one(numberOf(world), 'gt', 65), one(numberOf(world), 'lt', 18)] }],
        },
      },
      at: [],
      codes: ['prove.exit-never'],
    },
  ],
  'leaving by what a step has just done': (graph, { vocabulary }) =>
    stepsOf(graph, 'add-to-segment').flatMap((step) => {
      const { segment } = step.config;
      if (typeof segment !== 'string' || vocabulary.segments.get(segment) !== null) return [];
      if (!walked(graph).some(({ from }) => from === step.id)) return [];
      return [
        {
          graph: { ...graph, settings: { ...graph.settings, exit: [...graph.settings.exit, { segment }] } },
          at: [step.id],
          codes: ['prove.exit-here'],
        },
      ];
    }),
  'an audience of nobody': (graph, world) => [
    {
      graph: {
        ...graph,
        triggers: graph.triggers.map((trigger) => ({
          ...trigger,
          filter: {
            all: [
              ...(trigger.filter ? [trigger.filter] : []),
              one(numberOf(world), 'gt', 65),
              one(numberOf(world), 'lt', 18),
            ],
          },
        })),
      },
      at: [],
      codes: ['prove.audience-nobody'],
    },
  ],
  'a go-to back to where everyone has been': (graph) => {
    const first = graph.edges.find(({ from }) => from === 'trigger')?.to;
    if (first === undefined) return [];
    return walked(graph)
      .filter(({ from }) => from !== 'trigger')
      .slice(0, 12)
      .map((edge) => ({
        graph: {
          ...graph,
          steps: [
            ...graph.steps,
            { id: 'planted', type: 'go-to', name: 'Back', config: { target: { step: first }, repeats: 0 } },
          ],
          edges: graph.edges.map((each) => (each === edge ? { ...each, to: 'planted' } : each)),
        },
        at: ['planted'],
        codes: ['prove.loop-always'],
      }));
  },
  'a circle of edges': (graph) => {
    const next = successors(graph);
    return walked(graph)
      .filter(({ from, to }) => from !== 'trigger' && !reachable(next, to).has(from))
      .slice(0, 12)
      .map((edge) => ({
        graph: { ...graph, edges: graph.edges.map((each) => (each === edge ? { ...each, to: edge.from } : each)) },
        at: [edge.from],
        codes: ['graph.cycle', 'graph.cycle-without-wait'],
      }));
  },
  'no rule for a missing date': (graph) =>
    stepsOf(graph, 'wait-for-time')
      .filter(({ config }) => config['mode'] === 'attribute' && config['onMissing'] !== undefined)
      .map((step) => ({
        graph: edit(graph, step.id, { ...step.config, onMissing: undefined }),
        at: [step.id],
        codes: ['wait.missing-exits'],
      })),
  'no rule for a date gone by': (graph) =>
    stepsOf(graph, 'wait-for-time')
      .filter(({ config }) => config['mode'] !== 'duration' && config['onPast'] !== undefined)
      .map((step) => ({
        graph: edit(graph, step.id, { ...step.config, onPast: undefined }),
        at: [step.id],
        codes: ['prove.past-unstated'],
      })),
  'a window that misses the date': (graph, { vocabulary }) => {
    const attribute = keyOfType(vocabulary, 'date');
    const window = { daysOfMonth: [1] };
    const rules = { mode: 'attribute', attribute, offset: 'P1D', direction: 'before', onMissing: 'skip', onPast: 'go' };
    return walked(graph).map((edge) => ({
      graph: insert(graph, edge, 'wait-for-time', { ...rules, window }),
      at: ['planted'],
      codes: ['prove.window-late'],
    }));
  },
  'a window that hardly ever opens': (graph) =>
    stepsOf(graph, 'wait-for-time').map((step) => ({
      graph: edit(graph, step.id, { ...step.config, window: { weekdays: [1], daysOfMonth: [31] } }),
      at: [step.id],
      codes: ['prove.window-rare'],
    })),
  'a window of no length': (graph) =>
    stepsOf(graph, 'wait-for-time').map((step) => ({
      graph: edit(graph, step.id, { ...step.config, window: { from: '09:00', to: '09:00' } }),
      at: [step.id],
      codes: ['wait.empty-window'],
    })),
  'a date that has passed': (graph) =>
    walked(graph).map((edge) => ({
      graph: insert(graph, edge, 'wait-for-time', { mode: 'until', until: '2020-02-01', onPast: 'go' }),
      at: ['planted'],
      codes: ['prove.until-past'],
    })),
  'a wait without an end': (graph) => [
    ...stepsOf(graph, 'wait-for-time')
      .filter(({ config }) => config['mode'] === 'duration')
      .map((step) => ({
        graph: edit(graph, step.id, { ...step.config, duration: 'P60Y' }),
        at: [step.id],
        codes: ['prove.wait-endless'],
      })),
    ...stepsOf(graph, 'wait-for-event').map((step) => ({
      graph: edit(graph, step.id, { ...step.config, timeout: 'P60Y' }),
      at: [step.id],
      codes: ['prove.wait-endless'],
    })),
  ],
  'an open that cannot be seen': (graph) =>
    stepsOf(graph, 'wait-for-event').flatMap((step) => {
      const event = step.config['event'] as { kind: string; step?: string };
      const send = graph.steps.find(({ id }) => id === event.step);
      if (event.kind !== 'open' || !send) return [];
      return [
        { graph: edit(graph, send.id, { ...send.config, sealedOnly: true }), at: [step.id], codes: ['event.unseen'] },
      ];
    }),
};
