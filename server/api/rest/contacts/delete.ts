import { deleteContact } from '#store/contacts/delete.ts';
import { transact } from '#store/transact.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, idParams } from '../schemas.ts';

export const deleteContactRoute = defineRoute({
  operation: 'contacts.delete',
  method: 'DELETE',
  path: '/contacts/{id}',
  scope: 'contacts:write',
  summary: 'Delete a contact for good',
  description:
    'Its key goes with it, so old backups cannot be read either. The record of disclosures stays, without content.',
  params: idParams,
  response: doneSchema,
  handler: async (context, { params }) => {
    await transact(context.db, async (tx) => {
      await deleteContact(tx.sql, params.id);
      await context.audit(tx.orm, { action: 'contact.delete', subject: `contact:${params.id}` });
    });
    return { done: true as const };
  },
});
