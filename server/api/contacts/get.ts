import { z } from 'zod';
import { maskValue } from '#core/contact/mask.ts';
import { getContact } from '#store/contacts/get.ts';
import { membershipsOf } from '#store/contacts/memberships.ts';
import { sharingAddresses } from '#store/contacts/sharing.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** A contact, masked: which attributes have a value, what P0 ones are, where the contact belongs. */
export const get = staff('contacts.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const contact = await getContact(orm, ctx.seal, input.id);
    const vocabulary = await loadVocabulary(sql);
    const one = { id: contact.id, address: contact.values['email'] };
    const sharing = (await sharingAddresses(sql, ctx.seal, [one])).get(contact.id);
    await ctx.audit(orm, { action: 'contact.view', subject: `contact:${input.id}` });
    return {
      id: contact.id,
      revision: contact.revision,
      createdAt: contact.createdAt,
      updatedAt: contact.updatedAt,
      fields: [...vocabulary.attributes.values()].map((definition) => ({
        ...definition,
        masked: maskValue(definition.key, definition.phi, contact.values[definition.key] ?? null),
      })),
      ...(await membershipsOf(sql, contact.id)),
      /** Other contacts with the same address: what is sent there may be read by them. */
      shared: sharing?.others ?? [],
      /** Someone said that these are meant to share it; else mail about a patient is held. */
      sharingConfirmed: sharing?.confirmed ?? false,
    };
  });
