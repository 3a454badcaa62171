import { z } from 'zod';

/** What an admin fills in for a webhook endpoint. */
export const webhookForm = z.strictObject({
  /** How journeys refer to it. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[^\p{Cc}<>"]*$/u, 'without line breaks, quotes or angle brackets'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .refine((text) => !userInfo(text), 'without a user name or password in it')
    .refine((text) => !text.includes('#'), 'without a # part'),
  /** Its operator signed a business associate agreement: chosen attributes may be sent there. */
  baa: z.boolean(),
});
export type WebhookForm = z.infer<typeof webhookForm>;

/** Hours for which the old secret of an endpoint still signs beside the new one. */
export const overlapHours = z.int().min(0).max(168);

function userInfo(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.username !== '' || url.password !== '');
}
