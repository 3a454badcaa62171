import { z } from 'zod';
import { isZone } from '../time/zone.ts';

/** Who sends: shown in every mail's footer, as CAN-SPAM asks. */
export const organization = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** Postal address in one line. Empty until an admin fills it in. */
  address: z
    .string()
    .trim()
    .max(300)
    .regex(/^[^\r\n]*$/, 'one line'),
  /** IANA zone for journeys and contacts that name none. */
  timezone: z.string().refine(isZone, 'not an IANA time zone'),
});

export type Organization = z.infer<typeof organization>;
