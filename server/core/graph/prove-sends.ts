import type { Finding } from '../finding.ts';
import { type Claim, solve } from '../segment/solve.ts';
import type { StepNode } from './model.ts';
import { withExample } from './prove-branches.ts';
import { sendOf } from './prove-config.ts';
import type { FindExample } from './prove-example.ts';
import { type Proving, entered, possible } from './prove-facts.ts';
import { nameOf } from './traverse.ts';

/** A guard that lets nothing through, or that has nothing left to hold back. */
export function proveSend(proving: Proving, step: StepNode, example: FindExample): Finding[] {
  const guard = sendOf(step)?.guard;
  const here = proving.known.get(step.id);
  if (!guard || !here) return [];
  const { graph, world, now } = proving;
  const there = entered(proving, here);
  const holds: Claim = { filter: guard, wanted: true };
  const field = 'guard';
  if (possible(proving, there, [holds]).length === 0) {
    const alone = solve([holds], { vocabulary: world.vocabulary, now, zone: graph.settings.timezone }).kind === 'none';
    const why = alone ? 'its conditions contradict each other' : 'it contradicts what led here';
    return [
      {
        severity: 'warning',
        code: 'prove.guard-never',
        message: `This email is never sent: nobody who gets here meets its guard, for ${why}.`,
        step: step.id,
        field,
        ...withExample(
          example({
            step: step.id,
            words: `gets to “${nameOf(graph, step.id)}” and is not sent the email`,
            shows: ({ visit }, { emails }) => emails.get(`${step.id}#${visit}`) === 'refused',
          }),
        ),
      },
    ];
  }
  if (possible(proving, there, [{ filter: guard, wanted: false }]).length > 0) return [];
  const message =
    'Everyone who gets here meets this guard already; it only matters for what changes before the email goes.';
  return [{ severity: 'hint', code: 'prove.guard-always', message, step: step.id, field }];
}
