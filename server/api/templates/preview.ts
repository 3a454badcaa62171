import { z } from 'zod';
import { previewTemplate } from '#mail/render/compile.ts';
import { portalNotice } from '#mail/render/notice.ts';
import { sampleKinds, sampleValues } from '#mail/render/sample.ts';
import { templateDraft } from '#store/templates/draft.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** A draft as an invented contact would get it, and everything found wrong with it. Reads and writes no contact. */
export const preview = staff('templates.read')
  .input(
    z.strictObject({
      draft: templateDraft.pick({ subject: true, preheader: true, mjml: true }),
      sample: z.enum(sampleKinds).default('full'),
    }),
  )
  .query(async ({ ctx, input }) => {
    const vocabulary = await loadVocabulary(ctx.db.orm);
    const values = sampleValues(vocabulary.attributes.values(), input.sample);
    const { compiled, rendered, required } = await previewTemplate(input.draft, vocabulary, values);
    return {
      rendered,
      notice: portalNotice(values.organization, values.links.portal).html,
      findings: compiled.findings,
      fields: compiled.fields,
      /** Attributes without which a contact is not sent this mail. */
      required,
      links: compiled.links,
      phi: compiled.phi,
      bytes: rendered ? Buffer.byteLength(rendered.html) : 0,
    };
  });
