import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { findCase } from '#store/cases/list.ts';
import { readCaseLog } from '#store/cases/read-log.ts';
import { getContacts } from '#store/contacts/get.ts';
import { maskRecipient } from '../messages/masked.ts';
import { staff } from '../trpc.ts';

/** One case with all that was done in it. The contact masked; notes and new addresses only by revealing. */
export const get = staff('cases.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const found = await findCase(sql, input.id);
    if (!found) throw new Failure('NOT_FOUND', { case: input.id });
    const [[contact], log] = await Promise.all([
      getContacts(orm, ctx.seal, [found.contactId]),
      readCaseLog(sql, found),
    ]);
    await ctx.audit(orm, {
      action: 'case.read',
      subject: `case:${found.id}`,
      details: { contact: found.contactId },
    });
    return { ...found, contact: maskRecipient(contact), log };
  });
