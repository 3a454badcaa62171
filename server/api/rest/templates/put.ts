import { z } from 'zod';
import { phiClasses } from '#core/phi.ts';
import { importTemplate } from '#api/templates/compile-draft.ts';
import { defineRoute } from '../route.ts';
import { findingSchema, nameParams } from '../schemas.ts';

export const putTemplate = defineRoute({
  operation: 'templates.put',
  method: 'PUT',
  path: '/templates/{name}',
  scope: 'templates:write',
  summary: 'Put a template by name and make it the version journeys send',
  description: 'Problems refuse it (422), each with line and column; nothing journeys send is changed then.',
  params: nameParams,
  body: z.strictObject({
    subject: z.string().max(1000),
    preheader: z.string().max(1000).default(''),
    mjml: z.string().max(400_000),
    topicPhi: z.enum(phiClasses).default('P0').describe('Class of the topic itself, merge fields aside'),
  }),
  response: z.object({
    id: z.string(),
    version: z.number(),
    phi: z.enum(phiClasses),
    findings: z.array(findingSchema),
  }),
  handler: async (context, { params, body }) => {
    return importTemplate(
      context,
      { name: params.name, ...body },
      null,
      (tx, published) =>
        context.audit(tx, {
          action: 'template.publish',
          subject: `template:${published.id}`,
          details: { version: published.version, phi: published.phi },
        }),
    );
  },
});
