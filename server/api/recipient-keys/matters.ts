import { keyMatters } from '#store/recipient-keys/list.ts';
import { staff } from '../trpc.ts';

const MOST = 50;

/** Contacts whose keys want a person to look, by id only. */
export const matters = staff('contacts.read', { readsPhi: true }).query(async ({ ctx }) => {
  const found = await keyMatters(ctx.db.sql, MOST);
  await ctx.audit(ctx.db.orm, {
    action: 'recipient-key.matters',
    subject: 'contacts',
    details: { contacts: found.length },
  });
  return found;
});
