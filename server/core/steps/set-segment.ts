import type { Finding } from '../finding.ts';
import type { Vocabulary } from '../segment/fields.ts';

/** What is wrong with naming this segment as one whose members journeys choose. `to` ends "Choose the segment to …". */
export function checkSetSegment(segment: string, { segments }: Vocabulary, to: 'add to' | 'remove from'): Finding[] {
  const field = 'segment';
  if (segment === '')
    return [{ severity: 'error', code: 'segment.none', message: `Choose the segment to ${to}.`, field }];
  const rule = segments.get(segment);
  if (rule === undefined)
    return [{ severity: 'error', code: 'segment.unknown', message: `There is no segment “${segment}”.`, field }];
  if (rule === null) return [];
  const can = to === 'add to' ? 'added' : 'removed';
  const message = `“${segment}” is a rule: its members are worked out, so nobody can be ${can}. Choose a set.`;
  return [{ severity: 'error', code: 'segment.is-rule', message, field }];
}
