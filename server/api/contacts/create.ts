import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';
import { attributesInput } from './input.ts';

/** Adds one contact. @throws Failure ATTRIBUTE_INVALID naming the field; CONTACT_CONFLICT when there is one already. */
export const create = staff('contacts.edit')
  .input(
    z.strictObject({
      attributes: attributesInput,
      listId: z.uuid().nullish(),
      sharedAddress: z.boolean().default(false),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { sql } = ctx.db;
    const [result] = await upsertContacts({ sql, seal: ctx.seal, newId: () => ctx.newId() }, [input], {
      listId: input.listId,
      existing: 'refuse',
      sharedAddress: input.sharedAddress ? 'allow' : 'refuse',
      also: async (tx, [made]) => {
        if (!made || made.outcome === 'rejected') return;
        await ctx.audit(ormWithin(tx), {
          action: 'contact.create',
          subject: `contact:${made.id}`,
          details: { fields: Object.keys(input.attributes).sort(), list: input.listId },
        });
      },
    });
    if (!result) throw new Error('One row gave no result.');
    if (result.outcome !== 'rejected') return { id: result.id };
    const conflict = /another contact|exists already|share this/i.test(result.reason);
    throw new Failure(conflict ? 'CONTACT_CONFLICT' : 'ATTRIBUTE_INVALID', { attribute: result.field }, result.reason);
  });
