import { attributeDefinition } from '#core/segment/fields.ts';
import { saveAttribute } from '#store/attributes/save.ts';
import { staff } from '../trpc.ts';

/** Changes what an attribute is called, its group, class or choices. */
export const save = staff('attributes.edit')
  .input(attributeDefinition)
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await saveAttribute(tx, input);
      const { type, phi } = input;
      await ctx.audit(tx, { action: 'attribute.save', subject: `attribute:${input.key}`, details: { type, phi } });
      return { key: input.key };
    }),
  );
