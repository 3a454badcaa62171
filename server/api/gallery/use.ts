import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { answered } from '#core/graph/answers.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { loadCatalog } from '#store/journeys/check-world.ts';
import { createJourney } from '#store/journeys/create.ts';
import { readSettings } from '#store/settings/read.ts';
import { staff } from '../trpc.ts';
import { install } from './install.ts';
import { needsOf } from './needs.ts';
import { readGallery, readReadySegments, readReadyTemplates } from './read.ts';

/**
 * Makes a draft of a ready journey under a name of its own, in the organization's time zone and from the sender given. With
 * `install`, what it needs and is missing here is made first; what exists is never overwritten.
 */
export const use = staff('journeys.edit')
  .input(
    z.strictObject({
      id: z.string().max(63),
      name: z.string().trim().min(1).max(120),
      sender: z.string().max(120).optional(),
      /** Local date-times by the question's id. */
      answers: z.record(z.string().max(31), z.string().max(40)).default({}),
      install: z.boolean(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { orm } = ctx.db;
    const ready = (await readGallery()).find((one) => one.id === input.id);
    if (!ready) throw new Failure('NOT_FOUND', { ready: input.id });
    const [segments, templates, catalog, { organization }] = await Promise.all([
      readReadySegments(),
      readReadyTemplates(),
      loadCatalog(orm),
      readSettings(orm),
    ]);
    const drawn = answered(ready.graph, ready.asks, input.answers);
    const { sender: _sample, ...settings } = drawn.settings;
    const graph = {
      ...drawn,
      name: input.name,
      settings: {
        ...settings,
        timezone: organization.timezone,
        ...(input.sender === undefined ? {} : { sender: input.sender }),
      },
    };
    const { missing } = needsOf(ready, { segments, templates, catalog });
    const installed = input.install ? await install(ctx, { missing, segments, templates }, ctx) : [];
    const id = ctx.newId();
    await orm.transaction(async (tx) => {
      await createJourney(tx, { id, graph });
      const details = { name: input.name, ready: input.id, installed };
      await ctx.audit(tx, { action: 'journey.create', subject: `journey:${id}`, details });
    });
    const problems = (await checkDraft(orm, graph)).filter((one) => one.severity !== 'hint').length;
    return { id, installed, problems };
  });
