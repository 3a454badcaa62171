import { z } from 'zod';
import { assurances, type DeliveryPolicy } from '../delivery/facts.ts';

const anyTls = z.enum(['T1', 'T2', 'T3', 'T4']);
const authenticated = z.enum(['T2', 'T3', 'T4']);

/**
 * The organization's policy. It can be made stricter than where it begins, never laxer: what is about a person
 * needs a certificate that is valid for the receiving server, and a higher class never has the lower floor.
 */
export const deliveryPolicy = z
  .strictObject({
    floors: z.strictObject({ P0: anyTls, P1: authenticated, P2: authenticated }),
    portalEnabled: z.boolean(),
    sealedOnly: z.boolean(),
    portalOnly: z.boolean(),
    smimeGcm: z.boolean().optional(),
  })
  .refine(({ floors }) => rank(floors.P0) <= rank(floors.P1) && rank(floors.P1) <= rank(floors.P2), {
    path: ['floors'],
    error: 'A more sensitive class cannot have a lower floor than a less sensitive one.',
  })
  .refine((policy) => policy.portalEnabled || !policy.portalOnly, {
    path: ['portalOnly'],
    error: 'Portal only needs the portal to be on.',
  }) satisfies z.ZodType<DeliveryPolicy>;

function rank(assurance: (typeof assurances)[number]): number {
  return assurances.indexOf(assurance);
}
