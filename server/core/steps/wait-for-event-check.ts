import type { Finding } from '../finding.ts';
import { checkFilter } from '../segment/check.ts';
import { durationWords, parseDuration } from '../time/duration.ts';
import type { CheckContext } from './step.ts';
import type { EventConfig } from './wait-for-event.ts';

/** Everything that can be wrong with a wait for an event. */
export function checkEvent(config: EventConfig, context: CheckContext): Finding[] {
  return [...checkTimeout(config), ...checkWhat(config, context)];
}

function checkTimeout({ timeout }: EventConfig): Finding[] {
  const { months, days, ms } = parseDuration(timeout);
  const field = 'timeout';
  if (months === 0 && days === 0 && ms === 0)
    return [error('event.no-timeout', 'Say how long to wait at most.', field)];
  if (months < 12) return [];
  const message = `Contacts may stand here for ${durationWords(timeout)}.`;
  return [{ severity: 'hint', code: 'event.long-timeout', message, field }];
}

function checkWhat({ event }: EventConfig, context: CheckContext): Finding[] {
  switch (event.kind) {
    case 'custom':
      return event.name ? [] : [error('event.no-name', 'Name the custom event to wait for.', 'event.name')];
    case 'attribute': {
      const field = 'event.attribute';
      if (!event.attribute) return [error('event.no-attribute', 'Choose the attribute to watch.', field)];
      if (context.vocabulary.attributes.has(event.attribute)) return [];
      return [error('event.unknown-attribute', `There is no attribute “${event.attribute}”.`, field)];
    }
    case 'filter':
      if (!event.filter) return [error('event.no-filter', 'Choose the condition to wait for.', 'event.filter')];
      return checkFilter(event.filter, context.vocabulary, { within: 'journey', field: 'event.filter' });
    default:
      return [...checkSend(event.step, context), ...checkLink(event, context), ...checkSeen(event, context)];
  }
}

function checkSend(step: string | undefined, { graph }: CheckContext): Finding[] {
  const field = 'event.step';
  const sends = graph.steps.filter(({ type }) => type === 'send-email');
  if (sends.length === 0)
    return [error('event.no-send', 'There is no email in this journey whose event could be waited for.', field)];
  if (step === undefined || sends.some(({ id }) => id === step)) return [];
  return [error('event.unknown-send', 'The email this waits for is not in the journey any more.', field)];
}

function checkLink({ kind, step, link }: EventConfig['event'], { graph, templates }: CheckContext): Finding[] {
  const field = 'event.link';
  if (link === undefined) return [];
  if (kind !== 'click') return [error('event.link-unused', 'Only a click is of a link.', field)];
  const sends = graph.steps.filter(({ id, type }) => type === 'send-email' && (step === undefined || id === step));
  const known = sends.flatMap(({ config }) =>
    typeof config['template'] === 'string' ? (templates.get(config['template'])?.links ?? []) : [],
  );
  if (known.length === 0 || known.includes(link)) return [];
  return [error('event.unknown-link', 'The email has no such link; choose one it has.', field)];
}

/**
 * Sealed and heightened mail carries no open pixel, and heightened mail no tracked links outside the portal: a wait for what
 * cannot be seen only ever times out.
 */
function checkSeen({ kind, step }: EventConfig['event'], { graph, templates }: CheckContext): Finding[] {
  if (kind !== 'open' && kind !== 'click') return [];
  const sends = graph.steps.filter(({ id, type }) => type === 'send-email' && (step === undefined || id === step));
  const unseen = sends.filter(({ config }) => {
    const { template, sealedOnly, portalOnly } = config;
    if (typeof template === 'string' && templates.get(template)?.phi === 'P3') return true;
    return kind === 'open' && (sealedOnly === true || portalOnly === true);
  });
  if (unseen.length === 0 || unseen.length < sends.length) return [];
  const what = kind === 'open' ? 'opens' : 'clicks';
  const message = `This email is sealed, so its ${what} are never seen: wait for it to be read in the portal instead.`;
  return [{ severity: 'warning', code: 'event.unseen', message, field: 'event.kind' }];
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
