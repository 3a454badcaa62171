import { z } from 'zod';
import type { KeySources } from '../keys/life.ts';

/**
 * From where recipients' keys may be discovered. There is no public keyserver to switch on: asking one about a patient's
 * address is itself a disclosure.
 */
export const keySources = z.strictObject({
  dane: z.boolean(),
  wkd: z.boolean(),
  signedMail: z.boolean(),
}) satisfies z.ZodType<KeySources>;
