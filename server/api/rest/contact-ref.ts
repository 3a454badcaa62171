import { z } from 'zod';

/** A contact by id, by external id, or by an e-mail address that only one contact has. */
export const contactSchema = z.union([
  z.strictObject({ id: z.uuid() }),
  z.strictObject({ externalId: z.string().min(1).max(200) }),
  z.strictObject({ email: z.string().min(3).max(320) }),
]);
