import { z } from 'zod';
import { MAX_TEXT } from '#core/contact/value.ts';

/** Attribute values as a form gives them; the store checks each against its definition. Null clears one. */
export const attributesInput = z.record(
  z.string().max(63),
  z.union([z.string().max(MAX_TEXT + 200), z.number(), z.boolean(), z.array(z.string().max(120)).max(500), z.null()]),
);
