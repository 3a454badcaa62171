import { type PhiClass, atLeastClass } from '../phi.ts';
import type { Purpose } from '../steps/step.ts';

/** Mail that advertises: CAN-SPAM applies to it, and with PHI the HIPAA authorization. */
export function isCommercial(purpose: Purpose): boolean {
  return purpose === 'marketing' || purpose === 'paid-marketing';
}

/**
 * Whether an address suppressed in these scopes stops mail of this purpose. `commercial` is an unsubscribe from all
 * marketing, `sender:ID` from one sender identity's. A sender that is not known is taken for any of them.
 */
export function isSuppressed(
  purpose: Purpose,
  scopes: ReadonlySet<string> | undefined,
  senderId: string | null,
): boolean {
  if (scopes === undefined || scopes.size === 0) return false;
  if (scopes.has('all')) return true;
  if (!isCommercial(purpose)) return false;
  return scopes.has('commercial') || senderId === null || scopes.has(`sender:${senderId}`);
}

/** PHI for marketing needs the patient's own authorization (45 CFR 164.508). */
export function isPermitted(purpose: Purpose, phi: PhiClass, authorized: boolean): boolean {
  return !(isCommercial(purpose) && atLeastClass(phi, 'P1')) || authorized;
}
