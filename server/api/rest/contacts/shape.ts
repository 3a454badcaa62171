import { z } from 'zod';
import type { Contact } from '#store/contacts/get.ts';
import { attributeValues, instant } from '../schemas.ts';

export const contactSchema = z.object({
  id: z.string(),
  revision: z.number(),
  attributes: attributeValues,
  createdAt: instant,
  updatedAt: instant,
});

export function contactAnswer({ id, revision, values, createdAt, updatedAt }: Contact): z.input<typeof contactSchema> {
  return { id, revision, attributes: values, createdAt, updatedAt };
}

/** One contact as given: matched by external id, else by e-mail address; attributes it does not name stay. */
export const contactInput = z.strictObject({
  externalId: z.string().min(1).max(200).optional(),
  attributes: attributeValues,
});
