import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#core/failure.ts';
import { detectEncoding } from '#core/csv/detect.ts';
import type { Seal } from '#seal/seal.ts';

/** What keeping import files takes. */
export interface FileDeps {
  seal: Seal;
  config: { dataDir: string };
}

const CHUNK = 1 << 20;

/**
 * Keeps an uploaded file in the data directory, sealed chunk by chunk as it arrives: never whole in memory, never in
 * the clear on disk. What was kept before a failure is removed.
 * @returns its length as kept, in bytes: without a byte order mark, UTF-16 turned into UTF-8.
 * @throws Failure IMPORT_UNREADABLE when it is no text, or longer than `maxBytes`.
 */
export async function keepFile(
  deps: FileDeps,
  id: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<number> {
  const directory = folderOf(deps, id);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    let n = 0;
    let bytes = 0;
    for await (const chunk of rechunked(await asText(source))) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new Failure('IMPORT_UNREADABLE', { maxBytes }, `The file is longer than ${maxBytes >> 20} MB. Split it.`);
      const file = await open(join(directory, chunkName(n)), 'w', 0o600);
      try {
        await file.writeFile(deps.seal.seal(purposeOf(id, n), chunk));
        await file.sync();
      } finally {
        await file.close();
      }
      n++;
    }
    if (bytes === 0) throw new Failure('IMPORT_UNREADABLE', {}, 'The file is empty.');
    return bytes;
  } catch (error) {
    await dropFile(deps, id);
    throw error;
  }
}

/**
 * The kept file's bytes from `offset` on, a chunk at a time.
 * @throws Failure IMPORT_UNREADABLE when a chunk is missing or was altered.
 */
export async function* readKept(
  deps: FileDeps,
  id: string,
  { offset, total }: { offset: number; total: number },
): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < total;) {
    const n = Math.floor(at / CHUNK);
    const chunk = await readChunk(deps, id, n);
    yield chunk.subarray(at - n * CHUNK);
    at = n * CHUNK + chunk.length;
    if (chunk.length < CHUNK && at < total) throw unreadable();
  }
}

/** Removes the file; nothing happens when there is none. */
export async function dropFile(deps: Pick<FileDeps, 'config'>, id: string): Promise<void> {
  await rm(folderOf(deps, id), { recursive: true, force: true });
}

async function readChunk(deps: FileDeps, id: string, n: number): Promise<Uint8Array> {
  let sealed: Uint8Array;
  try {
    sealed = await readFile(join(folderOf(deps, id), chunkName(n)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw unreadable();
    throw error;
  }
  try {
    return deps.seal.open(purposeOf(id, n), sealed);
  } catch {
    throw unreadable();
  }
}

function unreadable(): Failure {
  return new Failure(
    'IMPORT_UNREADABLE',
    {},
    'The uploaded file is not here any more, or was altered. Upload it again.',
  );
}

function folderOf({ config }: Pick<FileDeps, 'config'>, id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Failure('NOT_FOUND');
  return join(config.dataDir, 'imports', id);
}

function chunkName(n: number): string {
  return `${String(n).padStart(6, '0')}.sealed`;
}

/** Binds each chunk to its file and its place, so that chunks cannot be swapped. */
function purposeOf(id: string, n: number): string {
  return `import:${id}:${n}`;
}

/** Looks at the head to tell how the bytes are to be read; takes off a mark and turns UTF-16 into UTF-8. */
async function asText(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  let done = false;
  while (!done && length < CHUNK) {
    const next = await iterator.next();
    if (next.done) done = true;
    else {
      head.push(next.value);
      length += next.value.length;
    }
  }
  const first = Buffer.concat(head);
  const found = detectEncoding(first);
  if ('problem' in found) throw new Failure('IMPORT_UNREADABLE', {}, found.problem);
  async function* rest(bom: number): AsyncGenerator<Uint8Array> {
    yield first.subarray(bom);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return found.encoding === 'utf-8' ? rest(found.bom) : narrowed(rest(found.bom), found.encoding);
}

async function* narrowed(source: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** The same bytes in pieces of exactly one chunk, the last one shorter. */
async function* rechunked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const piece = Buffer.alloc(CHUNK);
  let filled = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(CHUNK - filled, chunk.length - at);
      piece.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < CHUNK) continue;
      yield piece;
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
