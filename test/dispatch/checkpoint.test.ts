import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { laneOf } from '#core/lane.ts';
import { openEvidenceFile, rowLine } from '#server/cli/evidence-file.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { type Checkpoint, checkpointHash, checkpointKeyId, verifyCheckpoints } from '#store/evidence/checkpoint.ts';
import { type EvidenceRow, evidenceHash } from '#store/evidence/hash.ts';
import { makeCheckpoint } from '#store/evidence/make-checkpoint.ts';
import { coveringCheckpoint, readCheckpointKeys, readCheckpoints } from '#store/evidence/read-checkpoints.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { testServices } from '#test/support/services.ts';

const { db, seal, newId } = await testServices();
const contactId = newId();
const lane = laneOf(contactId);
const append = (n: number) =>
  db.sql.begin((tx) =>
    appendEvidence(
      tx,
      Array.from({ length: n }, (_, i) => ({
        lane,
        contactId,
        messageId: newId(),
        attempt: 1,
        record: { kind: 'outcome', n: i },
      })),
    ),
  );
async function all(): Promise<EvidenceRow[]> {
  const rows: EvidenceRow[] = [];
  for await (const row of scanEvidence(db.sql)) rows.push(row);
  return rows;
}
async function* given(rows: readonly EvidenceRow[]): AsyncGenerator<EvidenceRow> {
  yield* rows;
}
/** The chain written anew from a row on, every hash right: what someone with the database could do. */
function anew(rows: readonly EvidenceRow[], from: number): EvidenceRow[] {
  const made: EvidenceRow[] = [];
  for (const row of rows) {
    if (row.seq < from) made.push(row);
    else {
      const changed = { ...row, record: { ...row.record, altered: true }, previous: made.at(-1)!.hash };
      made.push({ ...changed, hash: evidenceHash(changed) });
    }
  }
  return made;
}

await append(5);
const first = (await makeCheckpoint(db.sql, seal))!;
await append(3);
const second = (await makeCheckpoint(db.sql, seal))!;
await append(2);

describe('a signed checkpoint', () => {
  it('shows a chain that was cut off before it, and one written anew with every hash right', async () => {
    const rows = await all();
    const checkpoints = await readCheckpoints(db.sql);
    expect((await verifyEvidence(given(rows), checkpoints)).problems).toEqual([]);
    // Without checkpoints neither would show.
    const cut = rows.slice(0, 7);
    expect((await verifyEvidence(given(cut))).problems).toEqual([]);
    expect((await verifyEvidence(given(cut), checkpoints)).problems).toEqual([{ lane, seq: 8, problem: 'checkpoint' }]);
    expect((await verifyEvidence(given(anew(rows, 4)))).problems).toEqual([]);
    expect((await verifyEvidence(given(anew(rows, 4)), checkpoints)).problems).toEqual([
      { lane, seq: 5, problem: 'checkpoint' },
      { lane, seq: 8, problem: 'checkpoint' },
    ]);
  });

  it('is itself in a chain, and believed only with a signature by a known key', async () => {
    const keys = await readCheckpointKeys(db.sql);
    const problems = (checkpoints: Checkpoint[]) => verifyCheckpoints(checkpoints, keys).map((one) => one.problem);
    expect(problems([first, second])).toEqual([]);
    expect(problems([second])).toEqual(['gap', 'chain']);
    const later = new Date(Date.parse(second.at) + 1000).toISOString();
    expect(problems([first, { ...second, at: later }])).toEqual(['hash', 'signature']);
    // Signed properly, by somebody else, under the name of the key that is known.
    const forger = generateKeyPairSync('ed25519');
    const forged = { ...second, at: later };
    const hash = checkpointHash(forged);
    const signature = sign(null, hash, forger.privateKey).toString('hex');
    expect(problems([first, { ...forged, hash: hash.toString('hex'), signature }])).toEqual(['signature']);
    const pem = forger.publicKey.export({ type: 'spki', format: 'pem' });
    const own = { ...forged, hash: hash.toString('hex'), signature, keyId: checkpointKeyId(pem) };
    expect(problems([first, own])).toEqual(['key']);
    // A file that brings the forger's key along under the known name does not help it.
    expect(verifyCheckpoints([first, { ...own, keyId: first.keyId }], [{ publicKey: pem }])).not.toEqual([]);
  });

  it('is not made when nothing was added, says which one covers a row, and cannot be changed', async () => {
    const third = await makeCheckpoint(db.sql, seal);
    expect(third?.seq).toBe(3);
    expect(await makeCheckpoint(db.sql, seal)).toBeNull();
    expect((await coveringCheckpoint(db.sql, lane, 6))?.seq).toBe(2);
    expect(await coveringCheckpoint(db.sql, lane, 11)).toBeNull();
    await expect(db.sql`update evidence_checkpoints set at = now()`).rejects.toMatchObject({ code: '23001' });
    await expect(db.sql`delete from evidence_keys`).rejects.toMatchObject({ code: '23001' });
    const [key] = await db.sql<{ kept: Buffer }[]>`select private_key as kept from evidence_keys`;
    expect(key!.kept.includes('PRIVATE')).toBe(false);
  });
});

describe('the exported file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-evidence-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('holds keys, checkpoints and rows, and verifies without an installation', async () => {
    const file = join(directory, 'evidence.jsonl');
    const lines = [
      ...(await readCheckpointKeys(db.sql)).map((key) => JSON.stringify({ key })),
      ...(await readCheckpoints(db.sql)).map((checkpoint) => JSON.stringify({ checkpoint })),
      ...(await all()).map(rowLine),
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { keys, checkpoints, rows } = await openEvidenceFile(file);
    expect(verifyCheckpoints(checkpoints, keys)).toEqual([]);
    expect(await verifyEvidence(rows(), checkpoints)).toMatchObject({ rows: 10, problems: [] });
    writeFileSync(file, `${lines.join('\n')}\n{"lane":1}\n`);
    await expect(openEvidenceFile(file)).rejects.toThrow(/line 15: not a row of evidence/);
  });
});
