import { z } from 'zod';
import { choicesSchema } from '#core/graph/version-plan.ts';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { publish as publishDraft } from '#store/journeys/publish.ts';
import { staff } from '../trpc.ts';

/**
 * Makes the draft live. `acknowledged` names the warnings the person has seen (see `findingKey`); `choices` say what becomes of
 * who stands at steps that are gone; with `pin` who is in flight stays on the version they are in.
 */
export const publish = staff('journeys.publish')
  .input(
    z.strictObject({
      id: z.uuid(),
      revision: z.int().positive(),
      acknowledged: z.array(z.string().max(300)).max(500).default([]),
      choices: choicesSchema.default({}),
      pin: z.boolean().default(false),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const done = await ctx.db.orm.transaction(async (tx) => {
      const published = await publishDraft(tx, {
        journeyId: input.id,
        revision: input.revision,
        acknowledged: input.acknowledged,
        choices: input.choices,
        pin: input.pin,
        by: ctx.actor.id,
      });
      await ctx.audit(tx, {
        action: 'journey.publish',
        subject: `journey:${input.id}`,
        details: {
          version: published.version,
          hash: published.hash,
          acknowledged: input.acknowledged,
          choices: input.choices,
          pin: input.pin,
        },
      });
      return published;
    });
    await keepWatches(ctx, ARMING_MS);
    return done;
  });
