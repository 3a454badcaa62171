import { getContact } from '#store/contacts/get.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas.ts';
import { contactAnswer, contactSchema } from './shape.ts';

export const getContactRoute = defineRoute({
  operation: 'contacts.get',
  method: 'GET',
  path: '/contacts/{id}',
  scope: 'contacts:read',
  summary: 'One contact with all attributes',
  params: idParams,
  response: contactSchema,
  readsPhi: true,
  handler: async (context, { params }) => {
    const contact = await getContact(context.db.orm, context.seal, params.id);
    await context.audit(context.db.orm, { action: 'contact.read', subject: `contact:${contact.id}` });
    return contactAnswer(contact);
  },
});
