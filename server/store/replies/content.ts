import { z } from 'zod';
import type { ContactKey, Seal } from '#seal/seal.ts';

/** What somebody wrote back. Patient data; sealed under the contact's own key. */
export const replyContent = z.object({
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), base64: z.string() })).default([]),
});
export type ReplyContent = z.infer<typeof replyContent>;

const PURPOSE = 'reply';

export function sealReply(seal: Pick<Seal, 'sealFor'>, contact: ContactKey, content: ReplyContent): Uint8Array {
  return seal.sealFor(contact, PURPOSE, Buffer.from(JSON.stringify(replyContent.parse(content))));
}

/** @throws Error when the row was altered, belongs to another contact or its key was shredded. */
export function openReply(seal: Pick<Seal, 'openFor'>, contact: ContactKey, sealed: Uint8Array): ReplyContent {
  return replyContent.parse(JSON.parse(Buffer.from(seal.openFor(contact, PURPOSE, sealed)).toString('utf8')));
}
