import { z } from 'zod';
import { PORTAL_DAYS } from '../delivery/portal-life.ts';

/**
 * How recipients prove who they are beyond their mailbox, and what they are told. Where it begins is the strictest: no
 * second proof by what one knows, so heightened (P3) messages are read with a code that staff give by phone.
 */
export const portalSettings = z.strictObject({
  /** The attribute asked for together with the date of birth; null: the second proof is a code given by phone. */
  secondAttribute: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/)
    .nullable(),
  /** The number recipients are told to call; may be empty. */
  phone: z
    .string()
    .trim()
    .max(40)
    .regex(/^[0-9+(). -]*$/),
  /** Mail in the portal can be read this long, days; then its content is destroyed. */
  days: z.int().min(1).max(365),
});
export type PortalSettings = z.infer<typeof portalSettings>;

export const SAFE_PORTAL_SETTINGS: PortalSettings = { secondAttribute: null, phone: '', days: PORTAL_DAYS };

/** Never asked for as a proof: they are known to many, or hardly tell people apart. */
const NOT_A_PROOF = new Set(['email', 'first_name', 'last_name', 'date_of_birth', 'language', 'timezone']);

/** Whether an attribute can serve as the second proof: one a person can type, not heightened, and not everybody's. */
export function canProve(attribute: { key: string; type: string; phi: string }): boolean {
  return !NOT_A_PROOF.has(attribute.key) && attribute.phi !== 'P3' && attribute.type === 'text';
}

/** What people type differently but mean alike becomes equal; null for nothing. */
export function normalizeProof(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value)
    .normalize('NFKC')
    .replace(/[\s().-]/g, '')
    .toUpperCase();
  return text === '' ? null : text;
}
