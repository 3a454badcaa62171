import type { Finding } from '../finding.ts';
import type { Graph } from '../graph/model.ts';
import { checkFilter } from '../segment/check.ts';
import { describeFilter } from '../segment/describe.ts';
import { outsideJourney } from '../segment/outside-journey.ts';
import { contradicts } from './contradicts.ts';
import { triggerType } from './registry.ts';
import { problem, type TriggerContext } from './trigger.ts';

/** Every problem of one trigger and its audience. */
export function checkTrigger(trigger: Graph['triggers'][number], index: number, context: TriggerContext): Finding[] {
  const field = `triggers.${index}`;
  const type = triggerType(trigger.type);
  if (!type) return [problem('trigger.unknown-type', `There is no trigger “${trigger.type}”.`, `${field}.type`)];
  const parsed = type.config.safeParse(trigger.config);
  const own = parsed.success
    ? type.check(parsed.data, context).map((one) => ({ ...one, field: `${field}.config.${one.field ?? ''}` }))
    : parsed.error.issues
        .slice(0, 5)
        .map(({ path, message }) =>
          problem('trigger.bad-config', `This setting is not valid: ${message}.`, `${field}.config.${path.join('.')}`),
        );
  return [...own, ...checkAudience(trigger, `${field}.filter`, parsed.success ? parsed.data : null, context)];
}

function checkAudience(
  { type, filter }: Graph['triggers'][number],
  at: string,
  config: unknown,
  { vocabulary }: TriggerContext,
): Finding[] {
  if (!filter) return [];
  const found: Finding[] = [];
  if (outsideJourney(filter)) {
    const message = 'No email has been sent before the journey starts, so this matches nobody.';
    found.push(problem('trigger.looks-back', message, at));
  }
  const fact = config === null ? null : (triggerType(type)?.implies?.(config) ?? null);
  if (fact && contradicts(filter, fact)) {
    const message = `Nobody can enter: of whoever comes by this trigger it is true that ${describeFilter(fact, vocabulary)}, and this asks for the opposite.`;
    found.push(problem('trigger.never-matches', message, at));
  }
  const own = checkFilter(filter, vocabulary, { within: 'segment', field: at });
  return [...found, ...own.filter(({ code }) => code !== 'filter.outside-journey')];
}
