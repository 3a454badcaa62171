import { z } from 'zod';
import { type Proof, proofOf } from '#core/evidence/proof.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';
import { coveringCheckpoint } from '#store/evidence/read-checkpoints.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { holdsAlone } from '#store/evidence/verify.ts';
import { openCopy } from '#store/messages/copy.ts';
import { findMessageRow } from '#store/messages/search.ts';
import { readSettings } from '#store/settings/read.ts';
import type { AuditEntry } from '#store/audit/append.ts';
import type { Services } from '../services.ts';
import { staff } from '../trpc.ts';
import { proofPdf } from './proof-pdf.ts';

type AuditOne = (orm: Orm, entry: Omit<AuditEntry, 'actor'>) => Promise<void>;

/**
 * The proof of delivery of one message. It names the recipient, so it is for those who may see that, and making it is
 * written down.
 * @throws Failure NOT_FOUND
 */
export async function makeProof({ db, seal, now }: Services, id: string, audit: AuditOne): Promise<Proof> {
  const message = await findMessageRow(db.sql, id);
  if (!message) throw new Failure('NOT_FOUND', { message: id });
  const [evidence, copy, { organization }] = await Promise.all([
    evidenceOfMessage(db.sql, message),
    openCopy(db.sql, seal, id),
    readSettings(db.orm),
  ]);
  const last = evidence.at(-1);
  const checkpoint = last ? await coveringCheckpoint(db.sql, last.lane, last.seq) : null;
  await audit(db.orm, {
    action: 'message.proof',
    subject: `message:${id}`,
    details: { contact: message.contactId, fields: ['to'] },
  });
  return proofOf({
    organization: organization.name,
    message,
    from: copy?.['from'] ?? null,
    to: copy?.['to'] ?? null,
    evidence,
    intact: evidence.every((row) => holdsAlone({ ...row, contactId: message.contactId, messageId: id })),
    checkpoint,
    madeAt: await now(),
  });
}

const input = z.strictObject({ id: z.uuid() });

/** The proof as the page shows it. */
export const proof = staff('messages.reveal')
  .input(input)
  .mutation(({ ctx, input: { id } }) => makeProof(ctx, id, ctx.audit));

/** The same as a PDF, in base64. */
export const proofFile = staff('messages.reveal')
  .input(input)
  .mutation(async ({ ctx, input: { id } }) => ({
    name: `proof-${id}.pdf`,
    base64: (await proofPdf(await makeProof(ctx, id, ctx.audit))).toString('base64'),
  }));
