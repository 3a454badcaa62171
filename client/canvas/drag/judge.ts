import type { FilterHolder, FilterPlace } from '../../../server/core/graph/change-filter.ts';
import type { Graph } from '../../../server/core/graph/model.ts';
import { edgeFrom, outletsOf } from '../../../server/core/graph/traverse.ts';
import { outsideJourney } from '../../../server/core/segment/outside-journey.ts';
import type { Filter } from '../../../server/core/segment/ast.ts';

/** What is under the pointer: a step or a filter from the palette, a card, or a filter already held somewhere. */
export type DragItem =
  | { kind: 'step'; type: string; title: string }
  | { kind: 'card'; step: string; type: string; title: string }
  | { kind: 'filter'; title: string; filter: Filter; from?: FilterHolder };

export type DropTarget = FilterPlace;

export type Verdict = { ok: true; does: string } | { ok: false; why: string };

const yes = (does: string): Verdict => ({ ok: true, does });
const no = (why: string): Verdict => ({ ok: false, why });

/** Whether the item may be dropped there, and what that would do or why not, in words. */
export function judgeDrop(item: DragItem, target: DropTarget, graph: Graph): Verdict {
  if (item.kind === 'step') return judgeStep(item.type, target, graph);
  return item.kind === 'card' ? judgeCard(item, target, graph) : judgeFilter(item, target, graph);
}

function judgeStep(type: string, target: DropTarget, graph: Graph): Verdict {
  if (target.at === 'header') return no('Only filters go here, as exit criteria.');
  if (target.at !== 'plus') return no('Drop steps on a + between the cards.');
  if (edgeFrom(graph, target.from, target.outlet) && (type === 'end' || type === 'go-to'))
    return no('Nothing can follow it: what comes after would be cut off. Use an open + instead.');
  return yes('Insert here');
}

function judgeCard(item: DragItem & { kind: 'card' }, target: DropTarget, graph: Graph): Verdict {
  if (target.at !== 'plus') return no('Move a step to a + between the cards.');
  if (target.from === item.step || edgeFrom(graph, target.from, target.outlet)?.to === item.step)
    return no('It is already here.');
  const verdict = judgeStep(item.type, target, graph);
  return verdict.ok ? yes('Move here') : verdict;
}

function judgeFilter(item: DragItem & { kind: 'filter' }, target: DropTarget, graph: Graph): Verdict {
  if (item.from && sameHolder(item.from, target)) return no('It is already here.');
  if (target.at === 'plus') {
    if (target.from === 'trigger' && outsideJourney(item.filter))
      return no('No email has been sent yet at this point.');
    return yes('Branch here: who matches keeps this path');
  }
  if (target.at === 'trigger')
    return outsideJourney(item.filter)
      ? no('No email has been sent before the journey starts.')
      : yes('Only these enter');
  if (target.at === 'header') return yes('Who matches leaves the journey');
  const step = graph.steps.find((one) => one.id === target.step);
  switch (step?.type) {
    case 'branch':
      return outletsOf(step).length > 50 ? no('A branch takes 50 paths at most.') : yes('Next path, above “otherwise”');
    case 'wait-for-event':
      return yes('Wait until this becomes true');
    case 'send-email':
      return yes('Send only if this is true');
    default:
      return no('This step takes no filter. Drop it on a +, a branch, a wait for event or a send.');
  }
}

function sameHolder(holder: FilterHolder, target: DropTarget): boolean {
  if (holder.at === 'trigger') return target.at === 'trigger';
  if (holder.at === 'exit') return target.at === 'header';
  return target.at === 'step' && holder.step === target.step;
}

/** A drop target as an attribute of the element that is one, and back. */
export function targetText(target: DropTarget): string {
  if (target.at === 'plus') return `plus ${target.from} ${target.outlet}`;
  return target.at === 'step' ? `step ${target.step}` : target.at;
}

export function readTarget(text: string): DropTarget | null {
  const [at, first, second] = text.split(' ');
  if (at === 'plus' && first && second) return { at, from: first, outlet: second };
  if (at === 'step' && first) return { at, step: first };
  return at === 'trigger' || at === 'header' ? { at } : null;
}
