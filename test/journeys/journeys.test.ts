import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { prepare } from '#core/graph/prepare.ts';
import type { AssumedEvent } from '#core/run/happen.ts';
import { simulate, type SimulatedStep } from '#core/run/simulate.ts';
import { parseDuration } from '#core/time/duration.ts';
import { contact, vocabulary } from '../core/support.ts';

/**
 * Whole journeys, as files: a contact, what happens, and the path expected. Times are the journey's wall clock; a stop
 * without an arrow is where the contact still stands. A new journey is a new file here and nothing else.
 */
const file = z.strictObject({
  journey: graph,
  cases: z.array(
    z.strictObject({
      name: z.string(),
      contact: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
      start: z.iso.datetime({ offset: true }),
      events: z.array(
        z.strictObject({
          kind: z.enum(['open', 'click', 'bounce', 'portal_read', 'reply', 'custom', 'attribute']),
          step: z.string().optional(),
          link: z.string().optional(),
          name: z.string().optional(),
          attribute: z.string().optional(),
          value: z.union([z.string(), z.number(), z.boolean()]).optional(),
          at: z.iso.datetime({ offset: true }).optional(),
          after: z.string().optional(),
        }),
      ),
      path: z.array(z.string()),
    }),
  ),
});

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

it('there are journeys to walk', () => {
  expect(files.length).toBeGreaterThanOrEqual(3);
});

describe.each(files)('%s', (name) => {
  const { journey, cases } = file.parse(JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')));
  const prepared = prepare(journey);

  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { contact: values, start, events, path }) => {
    const facts = contact(values);
    const walked = simulate({
      prepared,
      facts,
      vocabulary,
      start: Temporal.Instant.from(start).epochMilliseconds,
      events: events.map(({ at, after, ...event }): AssumedEvent => ({
        ...event,
        at: at === undefined ? undefined : Temporal.Instant.from(at).epochMilliseconds,
        afterSend: after === undefined ? undefined : parseDuration(after).ms,
      })),
    });
    expect(walked.map((stop) => words(stop, prepared.zone))).toEqual(path);
  });
});

function words({ step, leftAt, outlet }: SimulatedStep, zone: string): string {
  if (leftAt === null) return step;
  const wall = Temporal.Instant.fromEpochMilliseconds(leftAt).toZonedDateTimeISO(zone).toPlainDateTime();
  return `${wall.toString({ smallestUnit: 'minute' })} ${step}>${outlet}`;
}
