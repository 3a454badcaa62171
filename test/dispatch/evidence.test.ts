import { describe, expect, it } from 'vitest';
import type { EvidenceRow } from '#store/evidence/hash.ts';
import { evidenceHash } from '#store/evidence/hash.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { decide } from '#core/delivery/policy.ts';
import type { DeliveryFacts } from '#core/delivery/facts.ts';
import { testServices } from '#test/support/services.ts';

const { db, newId } = await testServices();
const facts: DeliveryFacts = {
  phi: 'P2',
  policy: { floors: { P0: 'T1', P1: 'T2', P2: 'T2' }, portalEnabled: true, sealedOnly: false, portalOnly: false },
  suppressed: false,
  permitted: true,
  address: 'valid',
  assurance: 'T2',
  suspectedMitm: false,
  keys: [],
  portalOnly: false,
  sealedOnly: false,
  tlsExclusive: false,
  noticeDeliverable: true,
};
const row = (lane: number) => ({
  lane,
  contactId: newId(),
  messageId: newId(),
  attempt: 1,
  record: { kind: 'intent', facts, decision: decide(facts), note: 'é "quoted" {,}\\' },
});
await Promise.all(
  Array.from({ length: 12 }, (_, i) => db.sql.begin((tx) => appendEvidence(tx, [row(i % 3), row((i + 1) % 3)]))),
);
const stored: EvidenceRow[] = [];
for await (const one of scanEvidence(db.sql)) stored.push(one);

async function* of(rows: readonly EvidenceRow[]): AsyncGenerator<EvidenceRow> {
  yield* rows;
}
/** The rows with one changed; `rehash` makes its own hash fit again. */
const changed = (at: number, change: Partial<EvidenceRow>, rehash = false) =>
  stored.map((one, i) => {
    if (i !== at) return one;
    const next = { ...one, ...change };
    return rehash ? { ...next, hash: evidenceHash(next) } : next;
  });
const problems = async (rows: readonly EvidenceRow[]) =>
  (await verifyEvidence(of(rows))).problems.map((one) => one.problem);

describe('the evidence', () => {
  it('written by many at once is one unbroken chain per lane', async () => {
    expect(stored).toHaveLength(24);
    const found = await verifyEvidence(of(stored));
    expect(found).toMatchObject({ rows: 24, decisions: 24, problems: [] });
    expect(Object.keys(found.heads)).toEqual(['0', '1', '2']);
  });

  it('shows a changed record, even with its hash made to fit', async () => {
    const record = { ...stored[2]!.record, note: 'other' };
    expect(await problems(changed(2, { record }))).toEqual(['hash']);
    expect(await problems(changed(2, { record }, true))).toEqual(['chain']);
  });

  it('shows a missing row and a swapped one', async () => {
    expect(await problems(stored.filter((_, i) => i !== 3))).toEqual(['gap', 'chain']);
    expect(await problems(changed(3, { contactId: newId() }))).toEqual(['hash']);
  });

  it('shows a decision that the table would not have taken', async () => {
    const last = stored.findLastIndex((one) => one.lane === 0);
    const decision = { ...decide(facts), method: 'portal' };
    expect(await problems(changed(last, { record: { ...stored[last]!.record, decision } }, true))).toContain(
      'decision',
    );
    expect(await problems(changed(last, { record: { ...stored[last]!.record, facts: {} } }, true))).toContain('facts');
  });
});
