import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { Services } from '../services.ts';

/** An answer as it was first given. */
export interface Answer {
  status: number;
  type: string;
  body: string;
}

/** How long a second request waits for the first one with the same key. */
const PATIENCE_MS = 10_000;

const stored = z.object({ type: z.string(), body: z.string() });

/** What makes two requests the same: method, address and body. */
export function requestHash(method: string, url: string, body: unknown): Uint8Array {
  return createHash('sha256')
    .update(canonicalJson({ method, url, body: body ?? null }))
    .digest();
}

/**
 * Runs `work` once per key and Idempotency-Key within 24 hours and gives every repeat the first answer. Two at the
 * same moment: one runs, the other waits for it. An answer of 500 is not kept, so it can be tried again; a run that
 * never answered (a crash) can be taken over after five minutes.
 *
 * @throws Failure IDEMPOTENCY_MISMATCH when the key was used for another request, IDEMPOTENCY_RUNNING when the first is
 *   still running after ten seconds.
 */
export async function once(
  services: Services,
  { keyId, key, hash }: { keyId: string; key: string; hash: Uint8Array },
  work: () => Promise<Answer>,
): Promise<{ answer: Answer; replayed: boolean }> {
  const { sql } = services.db;
  await sql`delete from idempotency where key_id = ${keyId} and (at < now() - interval '24 hours'
    or (status is null and at < now() - interval '5 minutes'))`;
  for (let waited = 0; ; waited += 100) {
    const [claimed] = await sql`insert into idempotency (key_id, key, body_hash) values (${keyId}, ${key}, ${hash})
      on conflict do nothing returning key`;
    if (claimed) return { answer: await runAndKeep(services, keyId, key, work), replayed: false };
    const [row] = await sql<{ bodyHash: Uint8Array; status: number | null; sealed: Uint8Array | null }[]>`
      select body_hash as "bodyHash", status, sealed from idempotency where key_id = ${keyId} and key = ${key}`;
    if (row && Buffer.compare(row.bodyHash, hash) !== 0) throw new Failure('IDEMPOTENCY_MISMATCH');
    if (row?.status && row.sealed) {
      const kept = stored.parse(
        JSON.parse(Buffer.from(services.seal.open(purpose(keyId, key), row.sealed)).toString()),
      );
      return { answer: { status: row.status, ...kept }, replayed: true };
    }
    if (waited >= PATIENCE_MS) throw new Failure('IDEMPOTENCY_RUNNING');
    await sleep(100);
  }
}

async function runAndKeep(
  services: Services,
  keyId: string,
  key: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { sql } = services.db;
  const forget = () => sql`delete from idempotency where key_id = ${keyId} and key = ${key} and status is null`;
  let answer: Answer;
  try {
    answer = await work();
  } catch (error) {
    await forget();
    throw error;
  }
  if (answer.status >= 500) await forget();
  else {
    const sealed = services.seal.seal(
      purpose(keyId, key),
      Buffer.from(JSON.stringify({ type: answer.type, body: answer.body })),
    );
    await sql`update idempotency set status = ${answer.status}, sealed = ${sealed} where key_id = ${keyId} and key = ${key}`;
  }
  return answer;
}

/** Bound to its row, so that a stored answer cannot be moved to another key. */
function purpose(keyId: string, key: string): string {
  return `idempotency:${keyId}:${key}`;
}
