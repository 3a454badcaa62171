import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { type Checkpoint, type CheckpointKey, checkpoint, checkpointKey } from '#store/evidence/checkpoint.ts';
import type { EvidenceRow } from '#store/evidence/hash.ts';
import { CommandError } from './command.ts';

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const row = z.strictObject({
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
const line = z.union([z.strictObject({ key: checkpointKey }), z.strictObject({ checkpoint }), row]);

/** A row as a line of the exported file. */
export function rowLine(one: EvidenceRow): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const shown: z.input<typeof row> = {
    ...one,
    at: one.at.toISOString(),
    previous: text(one.previous),
    hash: text(one.hash),
  };
  return JSON.stringify(shown);
}

export interface EvidenceFile {
  keys: CheckpointKey[];
  checkpoints: Checkpoint[];
  /** Reads the file again, row by row. */
  rows: () => AsyncGenerator<EvidenceRow>;
}

/** Opens an exported file: its keys and checkpoints at once, its rows as they are asked for. @throws CommandError */
export async function openEvidenceFile(file: string): Promise<EvidenceFile> {
  await access(file).catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  const found: EvidenceFile = { keys: [], checkpoints: [], rows: () => rowsOf(file) };
  for await (const one of linesOf(file)) {
    if ('key' in one) found.keys.push(one.key);
    else if ('checkpoint' in one) found.checkpoints.push(one.checkpoint);
  }
  found.checkpoints.sort((a, b) => a.seq - b.seq);
  return found;
}

async function* rowsOf(file: string): AsyncGenerator<EvidenceRow> {
  for await (const one of linesOf(file)) {
    if (!('lane' in one)) continue;
    const { at, previous, hash, ...rest } = one;
    yield { ...rest, at: new Date(at), previous: Buffer.from(previous, 'hex'), hash: Buffer.from(hash, 'hex') };
  }
}

async function* linesOf(file: string): AsyncGenerator<z.infer<typeof line>> {
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number++;
    if (text.trim() === '') continue;
    yield parse(text) ?? refuse(`${file}, line ${number}: not a row of evidence, a checkpoint or a key.`);
  }
}

function parse(text: string): z.infer<typeof line> | null {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function refuse(words: string): never {
  throw new CommandError(words);
}
