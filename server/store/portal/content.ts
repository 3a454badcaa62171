import { z } from 'zod';
import type { ContactKey, Seal } from '#seal/seal.ts';

/** What the recipient reads in the portal. */
export const portalContent = z.strictObject({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  from: z.string(),
});
export type PortalContent = z.infer<typeof portalContent>;

const PURPOSE = 'portal';

export function sealPortalContent(seal: Pick<Seal, 'sealFor'>, contact: ContactKey, content: PortalContent) {
  return seal.sealFor(contact, PURPOSE, Buffer.from(JSON.stringify(portalContent.parse(content))));
}

/** @throws Error when the row was altered, belongs to another contact or its key was shredded. */
export function openPortalContent(seal: Pick<Seal, 'openFor'>, contact: ContactKey, sealed: Uint8Array): PortalContent {
  return portalContent.parse(JSON.parse(Buffer.from(seal.openFor(contact, PURPOSE, sealed)).toString('utf8')));
}
