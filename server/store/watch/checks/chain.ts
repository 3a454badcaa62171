import { z } from 'zod';
import type { AlertCode, Problem } from '#core/watch/alerts.ts';
import type { Sql } from '#store/database.ts';
import { type Check, MINUTE } from '../check.ts';

/** Rows hashed in one run, new ones and old ones each: some tenths of a second. */
const ROWS = 3000;

/** One link of a hash chain. Hashes in hexadecimal; `made` is what the row's content hashes to. */
export interface Link {
  lane: number;
  seq: number;
  previous: string;
  hash: string;
  made: string;
}

/** A hash chain, or one per lane. */
export interface Chain {
  name: string;
  code: Extract<AlertCode, 'evidence-broken' | 'audit-broken'>;
  lanes: readonly number[];
  /** Links behind these places, by lane and number: at most `each` of a lane and `limit` in all. */
  links(sql: Sql, behind: ReadonlyMap<number, number>, limit: number, each?: number): Promise<Link[]>;
}

type Fault = 'gap' | 'chain' | 'hash' | 'head';

const memorySchema = z.object({
  /** By lane: the last link looked at. */
  heads: z.record(z.string(), z.object({ seq: z.number(), hash: z.string() })),
  /** Where looking again at old ones has come to. */
  again: z.object({ lane: z.number(), seq: z.number() }),
  /** By lane: the link found broken. It is looked at every time, and the rest of its lane is for the offline verifier. */
  broken: z.record(z.string(), z.number()),
});
type Memory = z.infer<typeof memorySchema>;

const ZERO = '0'.repeat(64);

/**
 * Watches a chain: each link written since the last look follows the one before it and hashes to what it says; the last
 * one looked at is still there, and the same; and a stretch of the old ones is looked at again, in turn.
 */
export function chainCheck(chain: Chain): Check {
  return {
    name: chain.name,
    codes: [chain.code],
    every: MINUTE,
    async run({ sql, memory, thorough }) {
      const read = memorySchema.safeParse(memory);
      const before: Memory = read.success ? read.data : { heads: {}, again: { lane: 0, seq: 0 }, broken: {} };
      const faults = new Map<number, { seq: number; fault: Fault }>();
      await lookAtBroken(sql, chain, before, faults);
      await lookAtHeads(sql, chain, before, faults);
      const again = thorough ? before.again : await lookAgain(sql, chain, before, faults);
      const heads = await lookAtNew(sql, chain, thorough ? {} : before.heads, faults, thorough ? 10_000_000 : ROWS);
      const problems = [...faults].map(([lane, { seq, fault }]): Problem => ({
        code: chain.code,
        subject: chain.lanes.length > 1 ? `lane:${lane}` : chain.name,
        details: { lane, seq, fault },
      }));
      const broken = Object.fromEntries([...faults].map(([lane, { seq }]) => [lane, seq]));
      return { problems, memory: { heads: { ...before.heads, ...heads }, again, broken } satisfies Memory };
    },
  };
}

type Faults = Map<number, { seq: number; fault: Fault }>;

function note(faults: Faults, { lane, seq }: { lane: number; seq: number }, fault: Fault | null): void {
  if (fault && !faults.has(lane)) faults.set(lane, { seq, fault });
}

function faultOf(link: Link, before: { seq: number; hash: string }): Fault | null {
  if (link.seq !== before.seq + 1) return 'gap';
  if (link.previous !== before.hash) return 'chain';
  return link.made === link.hash ? null : 'hash';
}

async function lookAtBroken(sql: Sql, chain: Chain, { broken }: Memory, faults: Faults): Promise<void> {
  for (const [lane, seq] of Object.entries(broken)) {
    const behind = new Map([[Number(lane), Math.max(0, seq - 2)]]);
    const links = await chain.links(sql, behind, seq > 1 ? 2 : 1);
    const link = links.find((one) => one.seq === seq);
    const before = links.find((one) => one.seq === seq - 1) ?? { seq: seq === 1 ? 0 : -1, hash: ZERO };
    note(faults, { lane: Number(lane), seq }, link ? faultOf(link, before) : 'head');
  }
}

/** The last links looked at that are gone or are others now: cut off, or the chain was written anew. */
async function lookAtHeads(sql: Sql, chain: Chain, { heads }: Memory, faults: Faults): Promise<void> {
  const behind = new Map(Object.entries(heads).map(([lane, { seq }]) => [Number(lane), seq - 1]));
  if (behind.size === 0) return;
  const found = new Map((await chain.links(sql, behind, behind.size, 1)).map((link) => [link.lane, link]));
  for (const lane of behind.keys()) {
    const head = heads[lane]!;
    const link = found.get(lane);
    if (link?.seq !== head.seq || link.hash !== head.hash) note(faults, { lane, seq: head.seq }, 'head');
  }
}

async function lookAtNew(
  sql: Sql,
  chain: Chain,
  heads: Memory['heads'],
  faults: Faults,
  limit: number,
): Promise<Memory['heads']> {
  const known = new Map<number, { seq: number; hash: string }>();
  for (const lane of chain.lanes) if (!faults.has(lane)) known.set(lane, heads[lane] ?? { seq: 0, hash: ZERO });
  for (let left = limit; left > 0;) {
    const behind = new Map([...known].filter(([lane]) => !faults.has(lane)).map(([lane, { seq }]) => [lane, seq]));
    const links = await chain.links(sql, behind, Math.min(left, ROWS));
    for (const link of links) {
      if (faults.has(link.lane)) continue;
      note(faults, link, faultOf(link, known.get(link.lane)!));
      if (!faults.has(link.lane)) known.set(link.lane, { seq: link.seq, hash: link.hash });
    }
    if (links.length < ROWS) break;
    left -= links.length;
  }
  return Object.fromEntries([...known].filter(([, { seq }]) => seq > 0));
}

/** A stretch of what was looked at before, from where the last look again ended. @returns where this one did. */
async function lookAgain(sql: Sql, chain: Chain, { again, heads }: Memory, faults: Faults): Promise<Memory['again']> {
  const { lane } = again;
  const head = heads[lane];
  const next = { lane: chain.lanes[(chain.lanes.indexOf(lane) + 1) % chain.lanes.length]!, seq: 0 };
  if (!head || again.seq >= head.seq || faults.has(lane)) return next;
  // Also the one before, to see that the first follows it.
  const links = await chain.links(sql, new Map([[lane, Math.max(0, again.seq - 1)]]), ROWS);
  let before = again.seq === 0 ? { seq: 0, hash: ZERO } : null;
  for (const link of links) {
    if (link.seq > head.seq) break;
    if (before) note(faults, link, faultOf(link, before));
    before = link;
  }
  return before && before.seq > again.seq ? { lane, seq: before.seq } : next;
}
