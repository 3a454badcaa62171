import { z } from 'zod';
import { phiClasses } from '#core/phi.ts';

/** What a template's author edits. Sizes are the ones compiling refuses above, with room to save an overlong draft. */
export const templateDraft = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[^\r\n]*$/, 'one line'),
  /** Class its author declares for the topic: a mail about a lab result is P2 even without a merge field. */
  topicPhi: z.enum(phiClasses).default('P0'),
  subject: z.string().max(1000),
  preheader: z.string().max(1000),
  mjml: z.string().max(400_000),
});
export type TemplateDraft = z.infer<typeof templateDraft>;
