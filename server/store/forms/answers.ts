import { z } from 'zod';
import type { AttributeValue } from '#core/segment/fields.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { ContactValues } from '#store/contacts/open.ts';

const PURPOSE = 'form-answers';

/** What was sent in, as sealed: the answers by attribute, and what was agreed to. */
const stored = z.object({
  answers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  consent: z.string().nullable(),
});
export type Answers = z.output<typeof stored>;

export function sealAnswers(seal: Pick<Seal, 'sealFor'>, contact: ContactKey, answers: Answers): Uint8Array {
  return seal.sealFor(contact, PURPOSE, Buffer.from(JSON.stringify(answers)));
}

/** @throws Error when they were altered, moved from another contact, or their key was shredded. */
export function openAnswers(seal: Pick<Seal, 'openFor'>, contact: ContactKey, sealed: Uint8Array): Answers {
  return stored.parse(JSON.parse(Buffer.from(seal.openFor(contact, PURPOSE, sealed)).toString('utf8')));
}

/** The attributes whose answer differs from what is known; those without an answer never do. */
export function differing(answers: Answers['answers'], known: ContactValues): string[] {
  const same = (a: AttributeValue | undefined, b: AttributeValue | undefined) =>
    JSON.stringify(a) === JSON.stringify(b);
  return Object.keys(answers).filter((key) => key !== 'email' && !same(answers[key], known[key]));
}
