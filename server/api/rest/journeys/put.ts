import { z } from 'zod';
import { readJourneyFile } from '#core/graph/file.ts';
import { graph } from '#core/graph/model.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { putJourneyFile } from '#store/journeys/put-file.ts';
import { defineRoute, type RestContext } from '../route.ts';
import { findingSchema, idParams } from '../schemas.ts';

const answer = z.object({
  id: z.string(),
  name: z.string(),
  revision: z.number(),
  created: z.boolean(),
  findings: z.array(findingSchema).describe('What publishing would find'),
});

const words = {
  scope: 'journeys:write',
  description:
    'The same JSON as `journey:export` and `GET /journeys/{id}/file` give. Names, not ids, of lists, segments, ' +
    'templates and senders. Nothing live changes until it is published.',
  body: z.unknown(),
  accepts: graph,
  bodyLimit: 8 * 1024 * 1024,
  response: answer,
} as const;

export const putJourney = defineRoute({
  ...words,
  operation: 'journeys.put',
  method: 'PUT',
  path: '/journeys',
  summary: 'Put a journey file: a new journey, or the next draft of the one with this name',
  handler: (context, { body }) => put(context, body),
});

export const putJourneyById = defineRoute({
  ...words,
  operation: 'journeys.replace',
  method: 'PUT',
  path: '/journeys/{id}',
  summary: 'Put a journey file as the next draft of this journey, which may rename it',
  params: idParams,
  handler: (context, { params, body }) => put(context, body, params.id),
});

async function put(context: RestContext, body: unknown, id?: string): Promise<z.input<typeof answer>> {
  const file = readJourneyFile(body);
  return context.db.orm.transaction(async (tx) => {
    const saved = await putJourneyFile(tx, { ...(id ? { id } : {}), newId: context.newId, graph: file });
    await context.audit(tx, {
      action: saved.created ? 'journey.create' : 'journey.save',
      subject: `journey:${saved.id}`,
      details: { name: file.name, revision: saved.revision },
    });
    return { ...saved, name: file.name, findings: await checkDraft(tx, file) };
  });
}
