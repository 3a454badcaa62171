import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** A mail domain as a person types it, as it is looked up: lower case, punycode. */
export const domain = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .transform((text) => domainToASCII(text.toLowerCase().replace(/^@/, '')))
  .pipe(z.string().regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'must be a domain'));
