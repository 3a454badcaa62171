import { z } from 'zod';
import { openKept } from '#store/inbound/kept.ts';
import { staff } from '../trpc.ts';

/** A kept mail as it came, and from where. It may quote a patient's mail: the audit log says who looked. */
export const reveal = staff('messages.reveal')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const { envelope, source } = await openKept(ctx.db.sql, ctx.seal, input.id);
    await ctx.audit(ctx.db.orm, { action: 'inbound.reveal', subject: `inbound:${input.id}` });
    const { from, to, peer, helo, tls } = envelope;
    return { from, to, peer, helo, tls, source };
  });
