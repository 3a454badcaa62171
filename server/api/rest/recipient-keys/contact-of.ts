import type { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { ContactKey } from '#seal/seal.ts';
import { resolveContacts } from '#store/contacts/resolve-refs.ts';
import type { Sql } from '#store/database.ts';
import type { Services } from '../../services.ts';
import type { contactSchema } from '../contact-ref.ts';

/** The contact whose keys are meant. @throws Failure NOT_FOUND; INVALID_INPUT when several share the address. */
export async function contactOf(
  { seal }: Pick<Services, 'seal'>,
  sql: Sql,
  given: z.output<typeof contactSchema>,
): Promise<ContactKey & { lane: number }> {
  const [contact] = await resolveContacts(sql, seal, [given]);
  if (contact === 'shared')
    throw new Failure('INVALID_INPUT', {}, 'Several contacts share this address; name the one meant by id.');
  if (contact === 'unknown' || !contact) throw new Failure('NOT_FOUND', {}, 'There is no such contact.');
  return contact;
}
