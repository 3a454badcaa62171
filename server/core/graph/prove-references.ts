import type { Finding } from '../finding.ts';
import type { Filter } from '../segment/ast.ts';
import { OTHERWISE } from '../steps/branch.ts';
import { withExample } from './prove-branches.ts';
import { branchOf, eventOf, sendOf } from './prove-config.ts';
import type { FindExample } from './prove-example.ts';
import type { Proving } from './prove-facts.ts';
import { nameOf } from './traverse.ts';

/** Conditions about an email that is not in the journey, or a template that is not here: they are true of nobody. */
export function proveReferences({ graph, world }: Proving, example: FindExample): Finding[] {
  const sends = new Set(graph.steps.filter(({ type }) => type === 'send-email').map(({ id }) => id));
  const inspect = (filter: Filter, step: string | undefined, field: string): Finding[] =>
    conditionsOf(filter).flatMap((one): Finding[] => {
      const at = { severity: 'warning', field, ...(step === undefined ? {} : { step }) } as const;
      if (one.step !== undefined && !sends.has(one.step)) {
        const message = 'The email this asks about is not in the journey, so it is true of nobody.';
        return [{ ...at, code: 'prove.unknown-step', message, ...withExample(passing(step)) }];
      }
      if (one.template !== undefined && !world.templates.has(one.template)) {
        const message = `There is no published template “${one.template}”, so nobody can be sent it any more.`;
        return [{ ...at, code: 'prove.unknown-template', message }];
      }
      return [];
    });
  const passing = (step: string | undefined) =>
    step === undefined
      ? undefined
      : example({
          step,
          words: `passes “${nameOf(graph, step)}” without it being true`,
          shows: ({ outlet, visit }, { emails }) =>
            outlet === OTHERWISE || outlet === 'timeout' || emails.get(`${step}#${visit}`) === 'refused',
        });
  return [
    ...graph.settings.exit.flatMap((filter, i) => inspect(filter, undefined, `settings.exit.${i}`)),
    ...graph.steps.flatMap((step) => {
      const paths = branchOf(step)?.paths ?? [];
      const guard = sendOf(step)?.guard;
      const event = eventOf(step)?.event;
      return [
        ...paths.flatMap(({ filter }, i) => inspect(filter, step.id, `paths.${i}.filter`)),
        ...(guard ? inspect(guard, step.id, 'guard') : []),
        ...(event?.kind === 'filter' && event.filter ? inspect(event.filter, step.id, 'event.filter') : []),
      ];
    }),
  ];
}

function conditionsOf(filter: Filter): { step?: string | undefined; template?: string | undefined }[] {
  if ('all' in filter) return filter.all.flatMap(conditionsOf);
  if ('any' in filter) return filter.any.flatMap(conditionsOf);
  if ('not' in filter) return conditionsOf(filter.not);
  return 'engaged' in filter || 'delivery' in filter ? [filter] : [];
}
