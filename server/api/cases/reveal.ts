import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { findCase } from '#store/cases/list.ts';
import { openParts } from '#store/cases/sealed-part.ts';
import { getContacts } from '#store/contacts/get.ts';
import { staff } from '../trpc.ts';

const SHOWN = ['first_name', 'last_name', 'email', 'phone'] as const;

/** How to reach the contact, and what was written in the case. The audit log says who looked. */
export const reveal = staff('cases.reveal')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const found = await findCase(sql, input.id);
    if (!found) throw new Failure('NOT_FOUND', { case: input.id });
    const [contact] = await getContacts(orm, ctx.seal, [found.contactId]);
    const parts = await openParts(sql, ctx.seal, found);
    await ctx.audit(orm, {
      action: 'case.reveal',
      subject: `case:${found.id}`,
      details: { contact: found.contactId, fields: contact ? SHOWN : [], entries: [...parts.keys()] },
    });
    const text = (key: string) => {
      const value = contact?.values[key];
      return typeof value === 'string' ? value : null;
    };
    return {
      name: [text('first_name'), text('last_name')].filter(Boolean).join(' ') || null,
      email: text('email'),
      phone: text('phone'),
      entries: [...parts].map(([n, part]) => ({ n, ...part })),
    };
  });
