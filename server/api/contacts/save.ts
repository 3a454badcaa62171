import { z } from 'zod';
import { editContact } from '#store/contacts/edit.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';
import { attributesInput } from './input.ts';

/** Changes attributes of a contact, if nobody changed it since; waits that depend on them follow. */
export const save = staff('contacts.edit')
  .input(
    z.strictObject({
      id: z.uuid(),
      revision: z.int().positive(),
      attributes: attributesInput,
      sharedAddress: z.boolean().default(false),
    }),
  )
  .mutation(({ ctx, input }) =>
    ctx.db.sql.begin(async (tx) => {
      const { sharedAddress, ...edit } = input;
      const done = await editContact(
        tx,
        { seal: ctx.seal, newId: () => ctx.newId(), by: { actor: `user:${ctx.actor.id}`, source: 'edit' } },
        { ...edit, sharedAddress: sharedAddress ? 'allow' : 'refuse' },
      );
      await ctx.audit(ormWithin(tx), {
        action: 'contact.save',
        subject: `contact:${input.id}`,
        details: { fields: done.changed, revision: done.revision },
      });
      return done;
    }),
  );
