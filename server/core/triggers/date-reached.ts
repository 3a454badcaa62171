import { z } from 'zod';
import { isDayOffset } from './occurrences.ts';
import { defineTrigger, problem } from './trigger.ts';

const config = z.strictObject({
  attribute: z.string().max(63).describe('Key of a date or date-time attribute.'),
  offset: z
    .string()
    .refine(isDayOffset, 'whole days, weeks, months or years with an optional sign, such as -P14D')
    .default('P0D')
    .describe('Signed ISO 8601 duration of whole days: -P14D is two weeks before.'),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:30')
    .default('09:00')
    .describe('Local time in the contact’s zone, else the journey’s.'),
  yearly: z
    .boolean()
    .default(false)
    .describe('Every year on the anniversary. 29 February counts as 28 February in other years.'),
});
export type DateReachedConfig = z.output<typeof config>;

export const dateReached = defineTrigger({
  type: 'date-reached',
  title: 'Reaches a date',
  help: 'A birthday, a milestone, or so many days before or after one of the contact’s dates.',
  config,
  defaults: { attribute: '', offset: 'P0D', at: '09:00', yearly: false },
  check: ({ attribute, yearly }, { vocabulary, settings }) => {
    const field = 'attribute';
    if (attribute === '') return [problem('trigger.no-attribute', 'Choose the date.', field)];
    const definition = vocabulary.attributes.get(attribute);
    if (!definition) return [problem('trigger.unknown-attribute', `There is no attribute “${attribute}”.`, field)];
    if (definition.type !== 'date' && definition.type !== 'datetime')
      return [problem('trigger.not-a-date', `“${definition.label}” is not a date; choose one that is.`, field)];
    if (!yearly || settings.reentry !== 'never') return [];
    const message =
      'It comes round every year, but each contact may enter only once, ever. Let them come back “once for each occurrence” in the journey’s settings.';
    return [{ severity: 'warning', code: 'trigger.yearly-once', message, field: 'yearly' }];
  },
  implies: ({ attribute }) => (attribute === '' ? null : { attribute, op: 'exists' }),
  watches: ({ attribute }) => ({ kind: 'date', name: attribute }),
});
