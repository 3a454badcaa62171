import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { type CheckContext, defineStep } from './step.ts';

const config = z.strictObject({
  target: z
    .union([z.strictObject({ step: z.string().max(63) }), z.strictObject({ journey: z.string().max(120) })])
    .describe('A step of this journey, or another journey by name.'),
  repeats: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe('How many more times a step the contact already visited may be entered this way.'),
});

export const goTo = defineStep({
  type: 'go-to',
  version: 1,
  title: 'Go to',
  help: 'Jumps to another step or journey; a step already visited is refused unless repeats are allowed.',
  config,
  defaults: { target: { step: '' }, repeats: 0 },
  outlets: () => [],
  check: (config, context) =>
    'step' in config.target
      ? checkStep(config.target.step, context)
      : checkJourney(config.target.journey, config.repeats, context),
  enter: ({ target, repeats }, { facts, graph }) => {
    if ('step' in target) return { kind: 'jump', to: target.step, repeats };
    if (target.journey === graph.name || facts.journeys?.has(target.journey))
      return { kind: 'end', reason: 'already_entered' };
    return {
      kind: 'perform',
      command: { kind: 'enter-journey', journey: target.journey },
      next: { kind: 'end', reason: 'moved_to_journey' },
    };
  },
});

function checkStep(target: string, { graph, node }: CheckContext): Finding[] {
  const field = 'target.step';
  if (target === '') return [error('go-to.no-target', 'Choose where to go.', field)];
  if (target === node.id) return [error('go-to.itself', 'A go-to cannot lead to itself.', field)];
  if (!graph.steps.some((step) => step.id === target))
    return [error('go-to.unknown-step', 'The step this leads to is not in the journey any more.', field)];
  return [];
}

function checkJourney(target: string, repeats: number, { graph, journeys }: CheckContext): Finding[] {
  const field = 'target.journey';
  if (target === '') return [error('go-to.no-target', 'Choose the journey to go to.', field)];
  if (target === graph.name) {
    const message = 'Nobody can enter the journey they are in: choose a step instead.';
    return [error('go-to.same-journey', message, field)];
  }
  const journey = journeys.get(target);
  if (!journey) return [error('go-to.unknown-journey', `There is no journey named “${target}”.`, field)];
  const found: Finding[] = [];
  if (!journey.published) {
    const message = `“${target}” is not published yet; contacts cannot enter it until it is.`;
    found.push({ severity: 'warning', code: 'go-to.unpublished-journey', message, field });
  }
  if (repeats > 0) {
    const message = 'Repeats apply to steps of this journey only; a journey is entered once.';
    found.push({ severity: 'hint', code: 'go-to.repeats-unused', message, field: 'repeats' });
  }
  return found;
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
