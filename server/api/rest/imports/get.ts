import { z } from 'zod';
import { importStates } from '#db/schema/imports.ts';
import { cancelImport } from '#store/imports/cancel.ts';
import { getImport } from '#store/imports/get.ts';
import { readRejects } from '#store/imports/rejects.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, idParams, instant, instantOrNull } from '../schemas.ts';

export const getImportRoute = defineRoute({
  operation: 'imports.get',
  method: 'GET',
  path: '/imports/{id}',
  scope: 'contacts:read',
  summary: 'How far an import has come',
  params: idParams,
  response: z.object({
    id: z.string(),
    state: z.enum(importStates),
    dryRun: z.boolean(),
    totalBytes: z.number(),
    doneBytes: z.number(),
    created: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    rejected: z.number(),
    problem: z.string().nullable(),
    createdAt: instant,
    finishedAt: instantOrNull,
  }),
  handler: async ({ db }, { params }) => getImport(db.orm, params.id),
});

export const importRejects = defineRoute({
  operation: 'imports.rejects',
  method: 'GET',
  path: '/imports/{id}/rejects',
  scope: 'contacts:read',
  summary: 'Rows that did not go in: line, field and reason, the first 10,000',
  params: idParams,
  response: z.object({
    data: z.array(z.object({ line: z.number(), field: z.string(), reason: z.string() })),
    complete: z.boolean(),
  }),
  handler: async ({ db, seal }, { params }) => {
    await getImport(db.orm, params.id);
    const data: { line: number; field: string; reason: string }[] = [];
    for await (const row of readRejects(db.orm, seal, params.id)) {
      if (data.length === 10_000) return { data, complete: false };
      data.push(row);
    }
    return { data, complete: true };
  },
});

export const cancelImportRoute = defineRoute({
  operation: 'imports.cancel',
  method: 'POST',
  path: '/imports/{id}/cancel',
  scope: 'contacts:write',
  summary: 'Stop an import where it stands; rows that are in stay in',
  params: idParams,
  response: doneSchema,
  handler: async (context, { params }) => {
    await cancelImport(context.db.orm, context, params.id);
    await context.audit(context.db.orm, { action: 'contact.import-cancel', subject: `import:${params.id}` });
    return { done: true as const };
  },
});
