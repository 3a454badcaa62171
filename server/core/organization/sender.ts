import { z } from 'zod';
import { phiClasses } from '../phi.ts';

const line = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}<>"]*$/u, 'without line breaks, quotes or angle brackets');
const address = z.email().max(254).toLowerCase();

/** What an admin fills in for a sender identity. Its domain is the address's. */
export const senderForm = z.strictObject({
  /** How journeys refer to it. */
  name: line.min(1).max(80),
  fromName: line.min(1).max(120),
  address,
  replyTo: address.nullable(),
  /** Lowest class a message from this sender is treated as. */
  floor: z.enum(phiClasses),
});

export type SenderForm = z.infer<typeof senderForm>;

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
