import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { previewTemplate } from '#mail/render/compile.ts';
import { renderMessage } from '#mail/render/render.ts';
import { sampleValues } from '#mail/render/sample.ts';
import { getTemplate } from '#store/templates/get.ts';
import { getVersion } from '#store/templates/versions.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** The mail an invented contact would get: of the version in use, else of the draft; null when it has errors. */
export const thumbnail = staff('templates.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { orm } = ctx.db;
    const template = await getTemplate(orm, input.id);
    const vocabulary = await loadVocabulary(orm);
    const values = sampleValues(vocabulary.attributes.values(), 'full');
    if (template.currentVersion === null)
      return { html: (await previewTemplate(template, vocabulary, values)).rendered?.html ?? null };
    const version = await getVersion(orm, template.id, template.currentVersion);
    try {
      return { html: renderMessage(version, values, null).html };
    } catch (cause) {
      // An attribute was removed since; the studio says which.
      if (cause instanceof Failure) return { html: null };
      throw cause;
    }
  });
