import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { findTemplate } from '#store/templates/get.ts';
import { listTemplates } from '#store/templates/list.ts';
import { currentVersion } from '#store/templates/versions.ts';
import { defineRoute } from '../route.ts';
import { findingSchema, instant, nameParams } from '../schemas.ts';

const row = z.object({
  id: z.string(),
  name: z.string(),
  subject: z.string(),
  phi: z.string().nullable(),
  currentVersion: z.number().nullable(),
  edited: z.boolean(),
  journeys: z.number().describe('How many journeys send it'),
  updatedAt: instant,
});

export const listTemplatesRoute = defineRoute({
  operation: 'templates.list',
  method: 'GET',
  path: '/templates',
  scope: 'templates:read',
  summary: 'All templates by name',
  response: z.object({ data: z.array(row), nextCursor: z.null() }),
  handler: async ({ db }) => ({ data: await listTemplates(db.orm), nextCursor: null }),
});

export const getTemplateRoute = defineRoute({
  operation: 'templates.get',
  method: 'GET',
  path: '/templates/{name}',
  scope: 'templates:read',
  summary: 'One template: its draft, and the version journeys send',
  params: nameParams,
  response: z.object({
    id: z.string(),
    name: z.string(),
    topicPhi: z.string(),
    subject: z.string(),
    preheader: z.string(),
    mjml: z.string(),
    revision: z.number(),
    current: z
      .object({
        version: z.number(),
        phi: z.string(),
        fields: z.array(z.string()),
        links: z.array(z.object({ label: z.string(), url: z.string() })),
        findings: z.array(findingSchema),
      })
      .nullable(),
  }),
  handler: async ({ db }, { params }) => {
    const template = await findTemplate(db.orm, params.name);
    if (!template) throw new Failure('NOT_FOUND', { template: params.name });
    return { ...template, current: await currentVersion(db.orm, params.name) };
  },
});
