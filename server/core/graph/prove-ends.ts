import type { Finding } from '../finding.ts';
import type { Filter } from '../segment/ast.ts';
import { type Claim, solve } from '../segment/solve.ts';
import { type StepNode, TRIGGER } from './model.ts';
import { withExample } from './prove-branches.ts';
import type { FindExample } from './prove-example.ts';
import { type Proving, leave, possible } from './prove-facts.ts';
import { jumpTarget, nameOf, outletsOf, reachable, successors } from './traverse.ts';

/** An audience of nobody, and exit criteria that let nobody, or everybody, out. */
export function proveEntry(proving: Proving, example: FindExample): Finding[] {
  const { graph, world, now, known } = proving;
  const scope = { vocabulary: world.vocabulary, now, zone: graph.settings.timezone };
  const nobody = (filter: Filter) => solve([{ filter, wanted: true }], scope).kind === 'none';
  const found = graph.triggers.flatMap(({ filter }, i): Finding[] => {
    if (!filter || !nobody(filter)) return [];
    const message = 'Nobody can enter: the conditions of “Who” contradict each other.';
    return [{ severity: 'warning', code: 'prove.audience-nobody', message, field: `triggers.${i}.filter` }];
  });
  if (found.length > 0) return found;
  return graph.settings.exit.flatMap((filter, i): Finding[] => {
    const field = `settings.exit.${i}`;
    if (nobody(filter)) {
      const message = 'Nobody can meet this exit criterion: its conditions contradict each other.';
      return [{ severity: 'warning', code: 'prove.exit-never', message, field }];
    }
    const start = known.get(TRIGGER);
    if (!start || possible(proving, start, [{ filter, wanted: false }]).length > 0) return [];
    return [
      {
        severity: 'warning',
        code: 'prove.exit-everyone',
        message: 'Everyone meets this exit criterion when they enter, and leaves at once.',
        field,
        ...withExample(example({ step: TRIGGER, words: 'leaves before the first step', shows: () => true })),
      },
    ];
  });
}

/** A step after which an exit criterion holds for everyone: whatever comes after it is drawn for nobody. */
export function proveExitHere(proving: Proving, step: StepNode, example: FindExample): Finding[] {
  const { graph, known, world } = proving;
  const here = known.get(step.id);
  if (!here || graph.settings.exit.length === 0 || world.vocabulary.segments.size === 0) return [];
  if (step.type !== 'add-to-segment' && step.type !== 'remove-from-segment') return [];
  return outletsOf(step).flatMap(({ id }): Finding[] => {
    if (!graph.edges.some(({ from, outlet }) => from === step.id && outlet === id)) return [];
    const after = leave(proving, step, id, here);
    const stays: Claim[] = graph.settings.exit.map((filter) => ({ filter, wanted: false }));
    if (after.ways.length === 0 || possible(proving, after, stays).length > 0) return [];
    return [
      {
        severity: 'warning',
        code: 'prove.exit-here',
        message: 'Everyone meets an exit criterion after this step, so nobody goes on from here.',
        step: step.id,
        ...withExample(
          example({
            step: step.id,
            words: `leaves the journey right after “${nameOf(graph, step.id)}”`,
            shows: (_, { path }) => path.at(-1)?.exitReason === 'exit_criteria',
          }),
        ),
      },
    ];
  });
}

/** A go-to whose target everyone on it has been at: without repeats it is refused every time. */
export function proveGoTo({ graph, known }: Proving, step: StepNode, example: FindExample): Finding[] {
  const target = jumpTarget(step);
  if (target === null || !known.has(step.id) || (step.config['repeats'] ?? 0) !== 0) return [];
  if (!graph.steps.some(({ id }) => id === target) || target === step.id) return [];
  const next = successors(graph);
  next.set(target, []);
  // Reached without what lies behind the target: some come here who have not been there.
  const direct = new Map([...next].map(([from, to]) => [from, to.filter((id) => id !== target)]));
  if (reachable(direct, TRIGGER).has(step.id)) return [];
  return [
    {
      severity: 'warning',
      code: 'prove.loop-always',
      message: `Everyone here has been at “${nameOf(graph, target)}”, so this always ends with “loop prevented”. Allow repeats, or lead it elsewhere.`,
      step: step.id,
      field: 'repeats',
      ...withExample(
        example({
          step: step.id,
          words: `ends at “${nameOf(graph, step.id)}” with “loop prevented”`,
          shows: ({ exitReason }) => exitReason === 'loop_prevented',
        }),
      ),
    },
  ];
}
