import { Failure } from '#core/failure.ts';
import { deleteTemplate } from '#store/templates/delete.ts';
import { findTemplate } from '#store/templates/get.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, nameParams } from '../schemas.ts';

export const deleteTemplateRoute = defineRoute({
  operation: 'templates.delete',
  method: 'DELETE',
  path: '/templates/{name}',
  scope: 'templates:write',
  summary: 'Delete a template that no journey names and no message waits for',
  description: 'Refused (409) with who uses it. Its published versions stay as the record of what was sent.',
  params: nameParams,
  response: doneSchema,
  handler: async (context, { params }) => {
    await context.db.orm.transaction(async (tx) => {
      const template = await findTemplate(tx, params.name);
      if (!template) throw new Failure('NOT_FOUND', { template: params.name });
      await deleteTemplate(tx, template.id);
      const subject = `template:${template.id}`;
      await context.audit(tx, { action: 'template.delete', subject, details: { name: params.name } });
    });
    return { done: true as const };
  },
});
