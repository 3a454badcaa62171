import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { needsOf } from '#core/graph/needs.ts';
import { prepare } from '#core/graph/prepare.ts';
import { laneOf } from '#core/lane.ts';
import { reveal } from '#core/phi.ts';
import { simulate as walk } from '#core/run/simulate.ts';
import { Failure } from '#core/failure.ts';
import { isZone } from '#core/time/zone.ts';
import { loadFacts } from '#store/facts/load.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

const DAY_MS = 86_400_000;

const assumed = z.strictObject({
  kind: z.enum(['open', 'click', 'bounce', 'portal_read', 'reply', 'custom']),
  /** Milliseconds after each sending of `step`. */
  afterSend: z.int().min(0).max(365 * DAY_MS).optional(),
  step: z.string().max(63).optional(),
  link: z.string().max(2000).optional(),
  name: z.string().max(120).optional(),
  /** Epoch milliseconds, for what follows no email. */
  at: z.int().optional(),
});

/**
 * The path one contact would take through the drawing as it is now, from `start`, on a virtual clock: the same
 * interpreter, which here writes and sends nothing.
 */
export const simulate = staff('journeys.people', { readsPhi: true })
  .input(
    z.strictObject({
      graph,
      contactId: z.uuid(),
      start: z.int().nullable().default(null),
      events: z.array(assumed).max(50).default([]),
    }),
  )
  .query(async ({ ctx, input }) => {
    const prepared = prepare(input.graph);
    const vocabulary = await loadVocabulary(ctx.db.orm);
    const needs = needsOf(prepared, vocabulary);
    needs.attributes.add('timezone');
    const who = { lane: laneOf(input.contactId), id: input.contactId };
    const facts = (await loadFacts(ctx.db.sql, ctx.seal, [who], needs)).get(input.contactId);
    if (!facts) throw new Failure('NOT_FOUND', { contact: input.contactId });
    const own = facts.attributes['timezone'] ? reveal(facts.attributes['timezone']) : null;
    const steps = walk({
      prepared,
      facts,
      vocabulary,
      start: input.start ?? (await ctx.now()),
      contactZone: typeof own === 'string' && isZone(own) ? own : null,
      events: input.events,
    });
    await ctx.audit(ctx.db.orm, {
      action: 'journey.simulate',
      subject: `contact:${input.contactId}`,
      details: { steps: steps.length },
    });
    return steps;
  });
