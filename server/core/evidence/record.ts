import { z } from 'zod';

const tls = z.object({
  protocol: z.string(),
  cipher: z.string(),
  group: z.string().nullable(),
  certificateSha256: z.string().nullable(),
  spkiSha256: z.string().nullable(),
  issuer: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  verification: z.string().nullable(),
});

const reach = z.looseObject({
  host: z.string().optional(),
  address: z.string().optional(),
  assurance: z.string().optional(),
  problem: z.string().nullish(),
  tls: tls.nullish(),
  dns: z
    .looseObject({ validated: z.boolean().optional(), answer: z.string().optional(), failure: z.string().optional() })
    .optional(),
});

const intent = z.object({
  kind: z.literal('intent'),
  class: z.string().nullable(),
  because: z.array(z.string()),
  policySha256: z.string().nullable(),
  facts: z.looseObject({ assurance: z.string(), suspectedMitm: z.boolean() }),
  decision: z.object({
    action: z.string(),
    method: z.string().nullable(),
    row: z.string(),
    reason: z.string(),
    rejected: z.array(z.object({ method: z.string(), reason: z.string() })),
  }),
  reach: reach.nullable(),
  sealed: z
    .object({
      method: z.string(),
      algorithm: z.string().nullable(),
      keyFingerprint: z.string().nullable(),
      dkimSelectors: z.array(z.string()),
      sha256: z.string(),
      bytes: z.number(),
    })
    .nullable(),
});

const outcome = z.looseObject({
  kind: z.literal('outcome'),
  result: z.string(),
  reason: z.string(),
  reply: z.object({ code: z.number(), enhanced: z.string().nullable(), queueId: z.string().nullable() }).nullish(),
  transcriptSha256: z.string().nullish(),
});

const resolution = z.looseObject({
  kind: z.literal('resolution'),
  before: z.string(),
  result: z.string(),
  reason: z.string(),
  by: z.string(),
  because: z.looseObject({ kind: z.string().optional(), code: z.string().nullish() }),
});

export type IntentRecord = z.infer<typeof intent>;
export type OutcomeRecord = z.infer<typeof outcome>;
/** What settled a message of which nothing, or something else, was known. */
export type ResolutionRecord = z.infer<typeof resolution>;

/** A stored record, if this version of the page understands it; the raw one can always be seen beside it. */
export function readRecord(record: unknown): IntentRecord | OutcomeRecord | ResolutionRecord | null {
  const read = z.discriminatedUnion('kind', [intent, outcome, resolution]).safeParse(record);
  return read.success ? read.data : null;
}
