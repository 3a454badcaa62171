import { attributeDefinition } from '#core/segment/fields.ts';
import { createAttribute } from '#store/attributes/save.ts';
import { staff } from '../trpc.ts';

/** Adds an attribute. */
export const create = staff('attributes.edit')
  .input(attributeDefinition)
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await createAttribute(tx, input);
      const { type, phi } = input;
      await ctx.audit(tx, { action: 'attribute.create', subject: `attribute:${input.key}`, details: { type, phi } });
      return { key: input.key };
    }),
  );
