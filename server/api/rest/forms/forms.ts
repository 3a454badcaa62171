import { z } from 'zod';
import { formDefinition } from '#core/forms/form.ts';
import { deleteForm } from '#store/forms/delete.ts';
import { findForm } from '#store/forms/find.ts';
import { listForms } from '#store/forms/list.ts';
import { putForm } from '#store/forms/put.ts';
import { setFormState } from '#store/forms/save.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, moment, nameParams } from '../schemas.ts';

const state = z.enum(['open', 'closed']);
const url = z.string().describe('The public page');

export const listFormsRoute = defineRoute({
  operation: 'forms.list',
  method: 'GET',
  path: '/forms',
  scope: 'forms:read',
  summary: 'All hosted forms by name, with how often each was sent in',
  response: z.object({
    data: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        state,
        url,
        submissions: z.number(),
        review: z.number().describe('Of those, how many wait for a person to look at them'),
        updatedAt: moment,
      }),
    ),
    nextCursor: z.null(),
  }),
  handler: async ({ db, config }) => ({
    data: (await listForms(db.sql)).map(({ id, name, state, submissions, review, updatedAt }) => ({
      id,
      name,
      state,
      submissions,
      review,
      updatedAt,
      url: `${config.publicUrl}/f/${id}`,
    })),
    nextCursor: null,
  }),
});

export const getFormRoute = defineRoute({
  operation: 'forms.get',
  method: 'GET',
  path: '/forms/{name}',
  scope: 'forms:read',
  summary: 'One form by its name or id',
  params: nameParams,
  response: z.object({
    id: z.string(),
    name: z.string(),
    state,
    url,
    revision: z.number(),
    definition: formDefinition,
  }),
  handler: async ({ db, config }, { params }) => {
    const form = await findForm(db.orm, params.name);
    return { ...form, url: `${config.publicUrl}/f/${form.id}` };
  },
});

export const putFormRoute = defineRoute({
  operation: 'forms.put',
  method: 'PUT',
  path: '/forms/{name}',
  scope: 'forms:write',
  summary: 'Put a hosted form by name; a new one is open at once',
  description:
    'The e-mail address is always asked. Of a contact that exists only what is not known yet is filled in; answers that ' +
    'differ wait for a person. `state: closed` takes nothing more.',
  params: nameParams,
  body: z.strictObject({ definition: formDefinition, state: state.optional() }),
  response: z.object({ id: z.string(), created: z.boolean(), revision: z.number(), url }),
  handler: async (context, { params, body }) =>
    context.db.orm.transaction(async (tx) => {
      const { definition } = body;
      const put = await putForm(tx, { newId: context.newId, name: params.name, definition });
      if (body.state) await setFormState(tx, put.id, body.state);
      await context.audit(tx, {
        action: put.created ? 'form.create' : 'form.save',
        subject: `form:${put.id}`,
        details: { name: params.name, revision: put.revision, ...(body.state ? { state: body.state } : {}) },
      });
      return { ...put, url: `${context.config.publicUrl}/f/${put.id}` };
    }),
});

export const deleteFormRoute = defineRoute({
  operation: 'forms.delete',
  method: 'DELETE',
  path: '/forms/{name}',
  scope: 'forms:write',
  summary: 'Delete a form nobody ever sent in and no journey names',
  params: nameParams,
  response: doneSchema,
  handler: async (context, { params }) => {
    await context.db.orm.transaction(async (tx) => {
      const form = await findForm(tx, params.name);
      await deleteForm(tx, form.id);
      await context.audit(tx, { action: 'form.delete', subject: `form:${form.id}`, details: { name: form.name } });
    });
    return { done: true as const };
  },
});
