import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { EvidenceRow } from '#store/evidence/hash.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { type Verification, verifyEvidence } from '#store/evidence/verify.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const line = z.object({
  lane: z.int(),
  seq: z.int(),
  contactId: z.uuid(),
  messageId: z.uuid(),
  attempt: z.int(),
  at: z.iso.datetime(),
  record: z.record(z.string(), z.unknown()),
  previous: hex,
  hash: hex,
});

/**
 * evidence:verify [FILE]: recomputes the chain of every lane and takes every decision again from its stored facts. With
 * FILE (one JSON row a line, by lane and number, as --export prints) it needs no installation and no network.
 */
export const evidenceVerify: Command = async (args) => {
  const { given, flags } = readArguments(args, {
    usage: 'evidence:verify [FILE.jsonl] [--export]',
    given: [0, 1],
    flags: ['export'],
  });
  const [file] = given;
  if (file !== undefined) return report(await verifyEvidence(readRows(file)), flags.json);
  if (flags.export) {
    return withServices(async ({ db }) => {
      for await (const row of scanEvidence(db.sql)) process.stdout.write(`${JSON.stringify(exported(row))}\n`);
    });
  }
  let verdict = 0;
  const code = await withServices(async ({ db }) => {
    verdict = report(await verifyEvidence(scanEvidence(db.sql)), flags.json);
  });
  return code || verdict;
};

function report(done: Verification, json: boolean | undefined): number {
  const { rows, decisions, problems } = done;
  const words = problems.length === 0 ? 'nothing was altered' : `${problems.length} problems`;
  const lines = problems.map((one) => `  lane ${one.lane}, row ${one.seq}: ${one.problem}`);
  print(json, done, [`${rows} rows, ${decisions} decisions taken again: ${words}`, ...lines].join('\n'));
  if (problems.length > 0) throw new CommandError('The evidence does not hold.');
  return 0;
}

function exported(row: EvidenceRow): z.input<typeof line> {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return { ...row, at: row.at.toISOString(), previous: text(row.previous), hash: text(row.hash) };
}

async function* readRows(file: string): AsyncGenerator<EvidenceRow> {
  await access(file).catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number++;
    if (text.trim() === '') continue;
    const row = parseLine(text);
    if (!row) throw new CommandError(`${file}, line ${number}: not a row of evidence.`);
    yield row;
  }
}

function parseLine(text: string): EvidenceRow | null {
  try {
    const { at, previous, hash, ...row } = line.parse(JSON.parse(text));
    return { ...row, at: new Date(at), previous: Buffer.from(previous, 'hex'), hash: Buffer.from(hash, 'hex') };
  } catch {
    return null;
  }
}
