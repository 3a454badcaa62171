import { z } from 'zod';
import type { Sql } from '#store/database.ts';

/** What the sending side wrote down about a message: the other half of what the receiving side shows. */
export interface Travelled {
  messageId: string;
  contactId: string;
  phi: string | null;
  reason: string | null;
  template: string;
  step: string;
  journeyId: string;
  journey: string | null;
  /** What the connection proved, T0 to T4. */
  assurance: string | null;
  host: string | null;
  tls: z.infer<typeof tls> | null;
}

const tls = z.object({
  protocol: z.string(),
  cipher: z.string(),
  group: z.string().nullable(),
  issuer: z.string().nullable(),
  validTo: z.string().nullable(),
  certificateSha256: z.string().nullable(),
  /** Why the certificate is not valid for the host; null when it is. */
  verification: z.string().nullable(),
});
const intent = z.looseObject({
  facts: z.looseObject({ assurance: z.string() }),
  reach: z.looseObject({ host: z.string().optional(), tls: tls.nullable().optional().catch(null) }).nullable(),
});

/** From the message and the intent evidence of its last attempt; null when there is no such message. */
export async function journeyOf(sql: Sql, messageId: string): Promise<Travelled | null> {
  const [row] = await sql<(Omit<Travelled, 'assurance' | 'host' | 'tls'> & { record: unknown })[]>`
    select m.id as "messageId", m.contact_id as "contactId", m.phi, m.reason, m.template, m.step,
      m.journey_id as "journeyId", j.name as journey,
      (select e.record from evidence e where e.lane = m.lane and e.contact_id = m.contact_id and e.message_id = m.id
        and e.record ->> 'kind' = 'intent' order by e.seq desc limit 1) as record
    from messages m left join journeys j on j.id = m.journey_id where m.id = ${messageId} limit 1`;
  if (!row) return null;
  const { record, ...message } = row;
  const read = intent.safeParse(record);
  return {
    ...message,
    assurance: read.data?.facts.assurance ?? null,
    host: read.data?.reach?.host ?? null,
    tls: read.data?.reach?.tls ?? null,
  };
}
