import type { Finding } from '../finding.ts';
import type { Graph } from '../graph/model.ts';
import { durationWords, parseDuration } from '../time/duration.ts';
import type { CaseConfig } from './non-delivery-case.ts';
import type { CheckContext } from './step.ts';

/** Everything that can be wrong with watching an email for non-delivery. */
export function checkCase(config: CaseConfig, context: CheckContext): Finding[] {
  return [...checkSend(config.send, context), ...checkTimes(config)];
}

function checkSend(send: string | undefined, { graph, node }: CheckContext): Finding[] {
  const field = 'send';
  const sends = graph.steps.filter(({ type }) => type === 'send-email');
  if (sends.length === 0) return [error('case.no-send', 'There is no email in this journey to watch.', field)];
  if (send !== undefined && !sends.some(({ id }) => id === send))
    return [error('case.unknown-send', 'The email this watches is not in the journey any more.', field)];
  const before = stepsBefore(graph, node.id);
  const watched = sends.some(({ id }) => (send === undefined || id === send) && before.has(id));
  // A go-to may lead here from anywhere.
  if (watched || graph.steps.some(({ type }) => type === 'go-to')) return [];
  const message = 'That email is not sent on the way here, so there is nothing to watch and everyone passes at once.';
  return [{ severity: 'warning', code: 'graph.no-send-before', message, field }];
}

/** Every step from which edges lead here. */
function stepsBefore({ edges }: Graph, to: string): Set<string> {
  const before = new Set<string>();
  const open = [to];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const edge of edges) {
      if (edge.to !== at || before.has(edge.from)) continue;
      before.add(edge.from);
      open.push(edge.from);
    }
  return before;
}

function checkTimes({ watch, due }: CaseConfig): Finding[] {
  const found: Finding[] = [];
  if (isZero(due)) found.push(error('case.no-due', 'Say how soon a case should be looked after.', 'due'));
  if (isZero(watch)) {
    const message = 'Without a watch, an email that comes back later opens no case. Five days catch nearly all.';
    found.push({ severity: 'warning', code: 'case.no-watch', message, field: 'watch' });
  }
  if (parseDuration(watch).months >= 3) {
    const message = `Contacts stay here for ${durationWords(watch)} after each email, though all went well.`;
    found.push({ severity: 'hint', code: 'case.long-watch', message, field: 'watch' });
  }
  return found;
}

function isZero(duration: string): boolean {
  const { months, days, ms } = parseDuration(duration);
  return months === 0 && days === 0 && ms === 0;
}

function error(code: string, message: string, field: string): Finding {
  return { severity: 'error', code, message, field };
}
