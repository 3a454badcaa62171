import type { Finding } from '../finding.ts';
import { checkFilter } from '../segment/check.ts';
import { readConfig } from '../steps/read-config.ts';
import { stepType } from '../steps/registry.ts';
import type { CheckContext } from '../steps/step.ts';
import { isZone } from '../time/zone.ts';
import { checkTrigger } from '../triggers/check-trigger.ts';
import type { TriggerContext } from '../triggers/trigger.ts';
import { checkShape } from './check-shape.ts';
import { type Graph, type StepNode } from './model.ts';

/** What exists in this installation, as far as a drawing can speak of it. */
export type CheckWorld = Pick<
  CheckContext,
  'vocabulary' | 'templates' | 'senders' | 'journeys' | 'webhooks' | 'postalAddress'
> &
  Pick<TriggerContext, 'forms'>;

/**
 * Every problem of a drawing, errors first. Never throws, whatever was drawn; a graph without an error here is one
 * that `prepare` accepts and every walk ends in.
 */
export function checkGraph(graph: Graph, world: CheckWorld): Finding[] {
  const found = [
    ...checkJourney(graph, world),
    ...graph.triggers.flatMap((trigger, i) => checkTrigger(trigger, i, { settings: graph.settings, ...world })),
    ...graph.steps.flatMap((node) => checkStep(node, graph, world)),
    ...checkShape(graph),
  ];
  return found.toSorted((a, b) => order[a.severity] - order[b.severity]);
}

const order: Record<Finding['severity'], number> = { error: 0, warning: 1, hint: 2 };

function checkStep(node: StepNode, graph: Graph, world: CheckWorld): Finding[] {
  const type = stepType(node.type);
  if (!type) {
    const message = `There is no step type “${node.type}”.`;
    return [{ severity: 'error', code: 'step.unknown-type', message, step: node.id }];
  }
  const parsed = readConfig(type, node.config);
  if (!parsed.success)
    return parsed.error.issues.slice(0, 5).map(({ path, message }) => ({
      severity: 'error',
      code: 'step.bad-config',
      message: `This setting is not valid: ${message}.`,
      step: node.id,
      field: path.join('.'),
    }));
  return type
    .check(parsed.data, { node, graph, settings: graph.settings, ...world })
    .map((finding) => ({ ...finding, step: node.id }));
}

function checkJourney(graph: Graph, { vocabulary, senders }: CheckWorld): Finding[] {
  const { settings } = graph;
  const found = settings.exit.flatMap((filter, i) =>
    checkFilter(filter, vocabulary, { within: 'journey', field: `settings.exit.${i}` }),
  );
  if (graph.name.trim() === '') found.push(error('journey.no-name', 'Name the journey.', 'name'));
  if (!isZone(settings.timezone))
    found.push(error('journey.bad-zone', `“${settings.timezone}” is not a time zone.`, 'settings.timezone'));
  if (settings.sender !== undefined && !senders.has(settings.sender))
    found.push(error('journey.unknown-sender', `There is no sender named “${settings.sender}”.`, 'settings.sender'));
  found.push(...checkReentry(graph, vocabulary));
  if (graph.triggers.length === 0)
    found.push(error('trigger.none', 'Say how contacts come in: add a trigger.', 'triggers'));
  return found;
}

function checkReentry({ settings, triggers }: Graph, vocabulary: CheckWorld['vocabulary']): Finding[] {
  const { reentry } = settings;
  const field = 'settings.reentry';
  if (reentry === 'never') return [];
  if ('per' in reentry) {
    if (triggers.some(({ type }) => type === 'date-reached')) return [];
    const message = 'Only a date comes round: without a trigger that reaches one, each contact enters once, ever.';
    return [{ severity: 'warning', code: 'journey.no-occurrence', message, field }];
  }
  if (vocabulary.attributes.has(reentry.key)) return [];
  if (!triggers.some(({ type }) => type === 'api-event'))
    return [
      error('journey.bad-reentry', `Re-entry is keyed by “${reentry.key}”, but there is no such attribute.`, field),
    ];
  const message = `There is no attribute “${reentry.key}”: only events that carry it as a property let contacts in.`;
  return [{ severity: 'warning', code: 'journey.property-reentry', message, field }];
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
