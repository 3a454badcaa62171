import { type Checkpoint, type CheckpointKey, type CheckpointProblem } from '#store/evidence/checkpoint.ts';
import { checkpointKeyId, verifyCheckpoints } from '#store/evidence/checkpoint.ts';
import type { EvidenceRow } from '#store/evidence/hash.ts';
import { readCheckpointKeys, readCheckpoints } from '#store/evidence/read-checkpoints.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { type Verification, verifyEvidence } from '#store/evidence/verify.ts';
import { print, readArguments, readText } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { openEvidenceFile, rowLine } from './evidence-file.ts';
import { withServices } from './with-services.ts';

const usage = 'evidence:verify [FILE.jsonl] [--key PUBLIC.pem] [--export]';

/**
 * evidence:verify [FILE]: recomputes the chain of every lane, takes every decision again from its stored facts, and holds
 * both to the signed checkpoints. With FILE (as --export prints it) it needs no installation and no network. --key believes
 * only signatures by a key kept elsewhere; without it the keys in the file are believed, which shows alterations by whoever
 * has not the installation's keys.
 */
export const evidenceVerify: Command = async (args) => {
  const { given, flags, options } = readArguments(args, { usage, given: [0, 1], flags: ['export'], options: ['key'] });
  const [file] = given;
  const pinned = options.key === undefined ? null : readPinned(options.key);
  if (file !== undefined) {
    const { keys, checkpoints, rows } = await openEvidenceFile(file);
    return report(await verifyAll(rows(), checkpoints, pinned ?? keys), flags.json);
  }
  if (flags.export) {
    return withServices(async ({ db }) => {
      const say = (text: string) => void process.stdout.write(`${text}\n`);
      for (const key of await readCheckpointKeys(db.sql)) say(JSON.stringify({ key }));
      for (const checkpoint of await readCheckpoints(db.sql)) say(JSON.stringify({ checkpoint }));
      for await (const row of scanEvidence(db.sql)) say(rowLine(row));
    });
  }
  let verdict = 0;
  const code = await withServices(async ({ db }) => {
    const keys = pinned ?? (await readCheckpointKeys(db.sql));
    verdict = report(await verifyAll(scanEvidence(db.sql), await readCheckpoints(db.sql), keys), flags.json);
  });
  return code || verdict;
};

function readPinned(path: string): CheckpointKey[] {
  const publicKey = readText(path);
  try {
    return [{ id: checkpointKeyId(publicKey), publicKey }];
  } catch {
    throw new CommandError(`${path} is not a public key in PEM.`);
  }
}

type Verified = Verification & {
  checkpoints: number;
  /** When the last checkpoint was signed: what was cut off after that would not show. */
  until: string | null;
  /** The keys that signed, by name: compare them with what you keep elsewhere. */
  keys: string[];
  checkpointProblems: CheckpointProblem[];
};

async function verifyAll(
  rows: AsyncIterable<EvidenceRow>,
  checkpoints: readonly Checkpoint[],
  keys: readonly CheckpointKey[],
): Promise<Verified> {
  const done = await verifyEvidence(rows, checkpoints);
  return {
    ...done,
    checkpoints: checkpoints.length,
    until: checkpoints.at(-1)?.at ?? null,
    keys: [...new Set(checkpoints.map((one) => one.keyId))],
    checkpointProblems: verifyCheckpoints(checkpoints, keys),
  };
}

function report(done: Verified, json: boolean | undefined): number {
  const { rows, decisions, problems, checkpoints, until, keys, checkpointProblems } = done;
  const wrong = problems.length + checkpointProblems.length;
  const signed =
    checkpoints === 0
      ? 'no checkpoint: rows cut off at the end would not show'
      : `${checkpoints} checkpoints signed by ${keys.join(', ')}, the last at ${until}: what was cut off after that would not show`;
  const lines = [
    `${rows} rows, ${decisions} decisions taken again: ${wrong === 0 ? 'nothing was altered' : `${wrong} problems`}`,
    signed,
    'It does not prove that anybody read anything: a 250 is acceptance by that server.',
    ...problems.map((one) => `  lane ${one.lane}, row ${one.seq}: ${one.problem}`),
    ...checkpointProblems.map((one) => `  checkpoint ${one.checkpoint}: ${one.problem}`),
  ];
  print(json, done, lines.join('\n'));
  if (wrong > 0) throw new CommandError('The evidence does not hold.');
  return 0;
}
