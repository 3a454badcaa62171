import { z } from 'zod';
import { changesWithTime } from '../segment/changes-with-time.ts';
import { checkFilter } from '../segment/check.ts';
import { defineTrigger, problem } from './trigger.ts';

export const segmentEntered = defineTrigger({
  type: 'segment-entered',
  title: 'Enters a segment',
  help: 'Whoever comes to be in the segment from now on enters the journey; who is in it already does not.',
  config: z.strictObject({
    segment: z.string().max(120).describe('Name of a segment: a rule, or a set that journeys add to.'),
  }),
  defaults: { segment: '' },
  check: ({ segment }, { vocabulary }) => {
    const field = 'segment';
    if (segment === '') return [problem('trigger.no-segment', 'Choose the segment.', field)];
    const rule = vocabulary.segments.get(segment);
    if (rule === undefined) return [problem('trigger.unknown-segment', `There is no segment “${segment}”.`, field)];
    if (rule === null) return [];
    const broken = checkFilter({ segment }, vocabulary).filter(({ severity }) => severity === 'error');
    if (broken.length > 0) return broken.map((one) => ({ ...one, field }));
    if ('all' in rule && rule.all.length === 0) {
      const message = `Everyone is in “${segment}”, so nobody but new contacts ever comes into it.`;
      return [{ severity: 'warning', code: 'trigger.segment-everyone', message, field }];
    }
    const pace = changesWithTime(rule, vocabulary);
    if (pace === 'no') return [];
    const when = pace === 'day' ? 'once a day, after midnight' : 'every hour';
    const message = `“${segment}” can become true as time goes by: that is looked at ${when}.`;
    return [{ severity: 'hint', code: 'trigger.segment-time', message, field }];
  },
  implies: ({ segment }) => (segment === '' ? null : { segment }),
  watches: ({ segment }) => ({ kind: 'segment', name: segment }),
});
