import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { enroll } from '#store/enrollments/enroll.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import type { Services } from '#api/services.ts';
import type { Database } from '#store/database.ts';
import { deliveryRig } from '#test/support/delivery.ts';
import { peek, proofInstallation, within } from './installation.ts';

/**
 * Proves that killing loses nothing and sends nothing twice: the real application on a data directory of its own sends
 * one email to each of `n` contacts; it is killed with -9 in the middle, several times, once together with PostgreSQL,
 * and started again. Then every contact must have exactly one mail in the mailbox, or be listed as in doubt.
 */
const { values } = parseArgs({
  options: { n: { type: 'string' }, seed: { type: 'string' }, short: { type: 'boolean', default: false } },
});
const n = Number(values.n ?? (values.short ? 200 : 2_000));
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const random = mulberry32(seed);
const kills = values.short ? 2 : 5;
const SETTLE_MS = 300_000;
const HOUR = 3_600_000;

const directory = mkdtempSync(join(tmpdir(), 'stepwell-kill-'));
const installation = proofInstallation(directory);
const say = (text: string) => process.stderr.write(`${text}\n`);
let failed = true;

try {
  say(`seed ${seed}: ${n} contacts, ${kills} kills`);
  const addresses = await within(directory, (services) => prepare(services));
  for (let round = 0; round < kills; round++) {
    await installation.start();
    // Somewhere in this round's share of the whole, not at its edges.
    const goal = Math.floor((n * (round + 0.2 + 0.6 * random())) / kills);
    await until(`${goal} mails`, SETTLE_MS, async () => (await peek(directory, accepted)) >= goal);
    await new Promise((next) => setTimeout(next, Math.floor(random() * 400)));
    const database = round === 1;
    await installation.kill({ database });
    say(`killed ${database ? 'application and PostgreSQL' : 'the application'} after ${goal} mails or more`);
  }
  await installation.start();
  await until('rest', SETTLE_MS, () => peek(directory, settled));
  const result = await within(directory, (services) => count(services, addresses));
  say(`evidence: ${JSON.stringify(result.evidence)}`);
  failed = result.duplicates > 0 || result.lost > 0 || result.evidence.problems > 0;
  const { accepted: total, distinct, duplicates, inDoubt, lost } = result;
  process.stdout.write(`${JSON.stringify({ n, kills, accepted: total, distinct, duplicates, inDoubt, lost, seed })}\n`);
} finally {
  await installation.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
process.exit(failed ? 1 : 0);

async function prepare(services: Services): Promise<string[]> {
  const rig = await deliveryRig(services);
  const { db, seal, newId } = services;
  const all = Array.from({ length: n }, (_, i) => `ada.example${String(i).padStart(5, '0')}@clearlake.example`);
  const made = await upsertContacts(
    { sql: db.sql, seal, newId },
    all.map((email) => ({ attributes: { email, first_name: 'Ada', last_name: 'Example' } })),
  );
  const contacts = made.map((one) => {
    if (!('id' in one)) throw new Error('a contact was rejected');
    return { lane: one.lane, id: one.id };
  });
  const entered = await enroll(db.sql, { journeyId: rig.journeyId, contacts });
  if (entered !== n) throw new Error(`${entered} of ${n} were enrolled`);
  return all;
}

async function accepted(sql: Database['sql']): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from mailbox_mail`;
  return row!.n;
}

/** Everyone has left the send step and no message is on its way. Retries that wait are brought forward. */
async function settled(sql: Database['sql']): Promise<boolean> {
  const [row] = await sql<{ walking: number; moving: number; deferred: number; made: number }[]>`
    select (select count(*)::int from enrollments where state in ('active', 'waiting')) as walking,
      count(*) filter (where state in ('queued', 'claimed', 'sealed', 'dot'))::int as moving,
      count(*) filter (where state = 'deferred')::int as deferred, count(*)::int as made from messages`;
  const { walking, moving, deferred, made } = row!;
  if (walking === 0 && moving === 0 && deferred > 0) await sql`update demo_clock set offset_ms = offset_ms + ${HOUR}`;
  return walking === 0 && moving === 0 && deferred === 0 && made === n;
}

async function count({ db, seal }: Services, addresses: string[]) {
  const mails = await db.sql<{ hash: string; n: number }[]>`
    select encode(recipient_hash, 'hex') as hash, count(*)::int as n from mailbox_mail group by 1`;
  const byHash = new Map(mails.map((row) => [row.hash, row.n]));
  const doubtful = await db.sql<{ contactId: string }[]>`
    select contact_id as "contactId" from messages where state = 'in_doubt'`;
  const owners = await db.sql<{ hash: string; contactId: string }[]>`
    select encode(hash, 'hex') as hash, contact_id as "contactId" from contact_keys where kind = 'email'`;
  const ownerOf = new Map(owners.map((row) => [row.hash, row.contactId]));
  const inDoubt = new Set(doubtful.map((row) => row.contactId));
  let duplicates = 0;
  let lost = 0;
  for (const address of addresses) {
    const hash = Buffer.from(seal.lookup('email', address)).toString('hex');
    const got = byHash.get(hash) ?? 0;
    if (got > 1) duplicates += got - 1;
    if (got === 0 && !inDoubt.has(ownerOf.get(hash) ?? '')) lost++;
  }
  const evidence = await verifyEvidence(scanEvidence(db.sql));
  return {
    accepted: mails.reduce((sum, row) => sum + row.n, 0),
    distinct: mails.length,
    duplicates,
    inDoubt: inDoubt.size,
    lost,
    evidence: { rows: evidence.rows, problems: evidence.problems.length },
  };
}

async function until(what: string, ms: number, test: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end;) {
    if (await test()) return;
    await new Promise((next) => setTimeout(next, 150));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** A small seeded generator, so that a run can be repeated. */
function mulberry32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
