import { z } from 'zod';
import { staff } from '../trpc.ts';
import { publishTemplate } from './compile-draft.ts';

/** Compiles the draft at `revision` and makes it the version journeys send; refused with the findings on any error. */
export const publish = staff('templates.edit')
  .input(z.strictObject({ id: z.uuid(), revision: z.int().positive() }))
  .mutation(async ({ ctx, input }) => {
    const { version, findings } = await publishTemplate(ctx, { ...input, by: ctx.actor.id }, (tx, published) =>
      ctx.audit(tx, {
        action: 'template.publish',
        subject: `template:${input.id}`,
        details: { version: published.version, phi: published.phi },
      }),
    );
    return { version, findings };
  });
