import { z } from 'zod';
import { checkSenderCertificate } from '#mail/check-sender-certificate.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { getSender } from '#store/senders/get.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { staff } from '../trpc.ts';

/**
 * Gives a sender a certificate that somebody issued to it (PEM or PKCS #12), or, without a file, one made here.
 * @throws Failure KEY_UNUSABLE with the problem; NOT_FOUND.
 */
export const setCertificate = staff('senders.edit')
  .input(
    z.strictObject({
      id: z.uuid(),
      upload: z.strictObject({ base64: z.base64().max(400_000), passphrase: z.string().max(1_000) }).nullable(),
    }),
  )
  .mutation(async ({ ctx, input: { id, upload } }) => {
    const sender = await getSender(ctx.db.orm, id);
    const now = await ctx.now();
    const key = upload
      ? await checkSenderCertificate(
          { file: Buffer.from(upload.base64, 'base64'), passphrase: upload.passphrase },
          sender.address,
          now,
        )
      : (await makeSenderKeys(sender, now)).find((one) => one.kind === 'smime')!;
    const { fingerprint, source } = key;
    await ctx.db.orm.transaction(async (tx) => {
      await keepSenderKeys(tx, ctx.seal, id, [key]);
      await ctx.audit(tx, { action: 'sender.certificate', subject: `sender:${id}`, details: { fingerprint, source } });
    });
    return { fingerprint, expiresAt: key.expiresAt };
  });
