import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { versionPlanSchema } from '#core/graph/version-plan.ts';
import { findJourney } from '#store/journeys/find.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { releasePins } from '#store/journeys/release-pins.ts';
import { restoreVersion } from '#store/journeys/restore.ts';
import { listVersions } from '#store/journeys/versions.ts';
import { defineRoute } from '../route.ts';
import { instant, journeyParams } from '../schemas.ts';

const versionParams = journeyParams.extend({ version: z.coerce.number().int().positive() });

export const listVersionsRoute = defineRoute({
  operation: 'journeys.versions',
  method: 'GET',
  path: '/journeys/{id}/versions',
  scope: 'journeys:read',
  summary: 'The published versions, newest first',
  params: journeyParams,
  response: z.object({
    data: z.array(
      z.object({
        version: z.number(),
        hash: z.string(),
        publishedAt: instant,
        publishedBy: z.string().nullable(),
        steps: z.number(),
        pin: z.boolean().describe('Who was in flight stays on the version before, or stayed until released'),
      }),
    ),
    nextCursor: z.null(),
  }),
  handler: async ({ db }, { params }) => ({
    data: await listVersions(db.orm, (await findJourney(db.orm, params.id)).id),
    nextCursor: null,
  }),
});

export const getVersionRoute = defineRoute({
  operation: 'journeys.version',
  method: 'GET',
  path: '/journeys/{id}/versions/{version}',
  scope: 'journeys:read',
  summary: 'One published version, and what it decided about people under the one before',
  params: versionParams,
  response: z.object({ version: z.number(), graph, plan: versionPlanSchema }),
  handler: async ({ db }, { params }) => {
    const { id } = await findJourney(db.orm, params.id);
    return { version: params.version, ...(await readVersion(db.sql, id, params.version)) };
  },
});

export const restoreVersionRoute = defineRoute({
  operation: 'journeys.restore',
  method: 'POST',
  path: '/journeys/{id}/versions/{version}/restore',
  scope: 'journeys:write',
  summary: 'Make a version the draft again; nothing live changes until it is published',
  params: versionParams,
  response: z.object({ id: z.string(), revision: z.number() }),
  handler: async (context, { params: { id: called, version } }) => {
    const { id, revision } = await findJourney(context.db.orm, called);
    return context.db.orm.transaction(async (tx) => {
      const restored = await restoreVersion(tx, { id, version, revision });
      const details = { version, revision: restored.revision };
      await context.audit(tx, { action: 'journey.restore', subject: `journey:${id}`, details });
      return { id, revision: restored.revision };
    });
  },
});

export const releaseRoute = defineRoute({
  operation: 'journeys.release',
  method: 'POST',
  path: '/journeys/{id}/release',
  scope: 'journeys:write',
  summary: 'Let people who stay on older versions follow the newest',
  description: 'What becomes of them is what each version in between decided for the steps they stand at.',
  params: journeyParams,
  body: z
    .strictObject({ from: z.int().positive().optional().describe('The version they stay on; absent: any') })
    .default({}),
  response: z.object({ id: z.string(), released: z.number().describe('Versions that let their people go') }),
  handler: async (context, { params, body }) => {
    const { id } = await findJourney(context.db.orm, params.id);
    return context.db.orm.transaction(async (tx) => {
      const done = await releasePins(tx, { id, version: body.from });
      const details = { from: body.from ?? null, ...done };
      await context.audit(tx, { action: 'journey.release', subject: `journey:${id}`, details });
      return { id, ...done };
    });
  },
});
