import { z } from 'zod';
import { assurances, type DeliveryFacts } from '#core/delivery/facts.ts';
import { decide } from '#core/delivery/policy.ts';
import { phiClasses } from '#core/phi.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { EvidenceRow } from './hash.ts';
import { evidenceHash } from './hash.ts';

export interface EvidenceProblem {
  lane: number;
  seq: number;
  /** `gap`, `chain` (does not follow the row before), `hash` (altered), `decision` (the table says otherwise), `facts`. */
  problem: 'gap' | 'chain' | 'hash' | 'decision' | 'facts';
}

export interface Verification {
  rows: number;
  /** Decisions taken again from their stored facts. */
  decisions: number;
  problems: EvidenceProblem[];
  /** Last hash per lane, in hexadecimal: what a checkpoint would sign. */
  heads: Record<string, string>;
}

const MOST_PROBLEMS = 100;

/**
 * Recomputes every hash of every lane and runs the delivery table again on the stored facts. Rows must come by lane and
 * number. What it does not prove: a 250 is acceptance by that server, not reading; and rows cut off at a lane's end
 * are missed unless the heads are compared with ones kept elsewhere.
 */
export async function verifyEvidence(rows: AsyncIterable<EvidenceRow>): Promise<Verification> {
  const result: Verification = { rows: 0, decisions: 0, problems: [], heads: {} };
  let before: EvidenceRow | null = null;
  for await (const row of rows) {
    result.rows++;
    const first = before?.lane !== row.lane;
    const note = (problem: EvidenceProblem['problem']) => {
      if (result.problems.length < MOST_PROBLEMS) result.problems.push({ lane: row.lane, seq: row.seq, problem });
    };
    if (row.seq !== (first ? 1 : before!.seq + 1)) note('gap');
    const follows = Buffer.from(first ? new Uint8Array(32) : before!.hash);
    if (!follows.equals(row.previous)) note('chain');
    if (!Buffer.from(evidenceHash(row)).equals(row.hash)) note('hash');
    if (row.record['kind'] === 'intent') {
      result.decisions++;
      const again = decideAgain(row.record['facts']);
      if (!again) note('facts');
      else if (again !== canonicalJson(row.record['decision'])) note('decision');
    }
    result.heads[row.lane] = Buffer.from(row.hash).toString('hex');
    before = row;
  }
  return result;
}

function decideAgain(facts: unknown): string | null {
  const read = storedFacts.safeParse(facts);
  return read.success ? canonicalJson(JSON.parse(JSON.stringify(decide(read.data)))) : null;
}

const assurance = z.enum(assurances);
const storedFacts: z.ZodType<DeliveryFacts> = z.object({
  phi: z.enum(phiClasses).nullable(),
  policy: z
    .object({
      floors: z.object({ P0: assurance, P1: assurance, P2: assurance }),
      portalEnabled: z.boolean(),
      sealedOnly: z.boolean(),
      portalOnly: z.boolean(),
    })
    .nullable(),
  suppressed: z.boolean(),
  permitted: z.boolean(),
  address: z.enum(['valid', 'invalid', 'null-mx']),
  assurance,
  suspectedMitm: z.boolean(),
  relayUnproven: z.boolean().optional(),
  keys: z.array(
    z.object({
      kind: z.enum(['smime', 'pgp']),
      source: z.enum(['enrolled', 'dane', 'wkd', 'signed-mail']),
      fingerprint: z.string(),
      usable: z.boolean(),
      problem: z.string().nullable(),
    }),
  ),
  portalOnly: z.boolean(),
  sealedOnly: z.boolean(),
  tlsExclusive: z.boolean(),
  noticeDeliverable: z.boolean(),
});
