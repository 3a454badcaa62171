import { z } from 'zod';
import { assurances, type DeliveryFacts } from '#core/delivery/facts.ts';
import { decide } from '#core/delivery/policy.ts';
import { phiClasses } from '#core/phi.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { EvidenceRow } from './hash.ts';
import { evidenceHash } from './hash.ts';

export interface EvidenceProblem {
  lane: number;
  seq: number;
  /** `gap`, `chain` (does not follow the row before), `hash` (altered), `decision` (the table says otherwise), `facts`, `checkpoint` (signed otherwise, or cut off since). */
  problem: 'gap' | 'chain' | 'hash' | 'decision' | 'facts' | 'checkpoint';
}

export interface Verification {
  rows: number;
  /** Decisions taken again from their stored facts. */
  decisions: number;
  problems: EvidenceProblem[];
  /** Last hash per lane, in hexadecimal. */
  heads: Record<string, string>;
}

const MOST_PROBLEMS = 100;

/**
 * Recomputes every hash of every lane and runs the delivery table again on the stored facts. Rows must come by lane and
 * number. Where a checkpoint says how a lane stood, the row must be there and be that one. What it does not prove: a 250 is
 * acceptance by that server, not reading; and rows written since the last checkpoint could have been cut off.
 */
export async function verifyEvidence(
  rows: AsyncIterable<EvidenceRow>,
  checkpoints: readonly Pick<Checkpoint, 'heads'>[] = [],
): Promise<Verification> {
  const signed = headsOf(checkpoints);
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
    const hash = Buffer.from(row.hash).toString('hex');
    const place = `${row.lane}:${row.seq}`;
    if (signed.has(place) && signed.get(place) !== hash) note('checkpoint');
    signed.delete(place);
    result.heads[row.lane] = hash;
    before = row;
  }
  for (const place of signed.keys()) {
    const [lane, seq] = place.split(':').map(Number);
    if (result.problems.length < MOST_PROBLEMS) result.problems.push({ lane: lane!, seq: seq!, problem: 'checkpoint' });
  }
  return result;
}

/** By lane and number: the hash a checkpoint signed. */
function headsOf(checkpoints: readonly Pick<Checkpoint, 'heads'>[]): Map<string, string> {
  return new Map(
    checkpoints.flatMap(({ heads }) => Object.entries(heads).map(([lane, { seq, hash }]) => [`${lane}:${seq}`, hash])),
  );
}

/** One row by itself, bytes in hexadecimal: it hashes to what it says, and the table decides the same again. */
export function holdsAlone({
  previous,
  hash,
  at,
  ...row
}: Omit<EvidenceRow, 'previous' | 'hash' | 'at'> & { previous: string; hash: string; at: number }): boolean {
  const whole = { ...row, at: new Date(at), previous: Buffer.from(previous, 'hex') };
  if (Buffer.from(evidenceHash(whole)).toString('hex') !== hash) return false;
  if (row.record['kind'] !== 'intent') return true;
  return decideAgain(row.record['facts']) === canonicalJson(row.record['decision']);
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
