import { needsOfFilters } from '#core/graph/needs.ts';
import { Failure } from '#core/failure.ts';
import { checkFilter } from '#core/segment/check.ts';
import type { Filter } from '#core/segment/ast.ts';
import { matches } from '#core/segment/evaluate.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import type { Database } from '#store/database.ts';
import { loadFacts } from '#store/facts/load.ts';
import { readSettings } from '#store/settings/read.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { type Candidates, type ContactRef, candidatesOf, nextCandidates } from './candidates.ts';

/** What a scan needs of the services. */
export interface AudienceDeps {
  db: Pick<Database, 'sql' | 'orm'>;
  seal: Seal;
  now(): Promise<number>;
}

export interface ScanOptions {
  /** Contacts looked at per round; memory and the length of one query are bounded by it. */
  batch?: number;
  /** Go on after this contact: the `cursor` of an earlier batch. */
  after?: ContactRef | null;
}

/** One round of a scan. Empty `matched` is possible: a cursor moves on even when nobody matched. */
export interface AudienceBatch {
  matched: ContactRef[];
  examined: number;
  cursor: ContactRef;
}

const BATCH = 1000;

/**
 * Everyone a rule matches, in rounds by lane and id, resumable from any round's cursor. Contacts that come or change
 * meanwhile may or may not be seen; nobody is seen twice.
 * @throws Failure SEGMENT_INVALID before the first round, naming what is wrong: a bad rule is never "everyone".
 */
export async function* scanAudience(
  deps: AudienceDeps,
  filter: Filter,
  { batch = BATCH, after = null }: ScanOptions = {},
): AsyncGenerator<AudienceBatch> {
  const match = await openMatcher(deps, filter);
  let cursor = after;
  for (;;) {
    const refs = await nextCandidates(deps.db.sql, match.candidates, cursor, batch);
    const last = refs.at(-1);
    if (!last) return;
    cursor = last;
    yield { matched: await match.among(refs), examined: refs.length, cursor };
    if (refs.length < batch) return;
  }
}

export interface Matcher {
  candidates: Candidates;
  /** Which of these contacts match, in the order given. */
  among(refs: readonly ContactRef[]): Promise<ContactRef[]>;
}

/**
 * A checked rule, ready to be asked about many contacts at one instant.
 * @throws Failure SEGMENT_INVALID with the findings when the rule names or asks something that does not exist.
 */
export async function openMatcher(deps: AudienceDeps, filter: Filter, known?: Vocabulary): Promise<Matcher> {
  const { sql, orm } = deps.db;
  const vocabulary = known ?? (await loadVocabulary(sql));
  refuseInvalid(filter, vocabulary);
  const needs = needsOfFilters([filter], vocabulary);
  const { organization } = await readSettings(orm);
  const options = { vocabulary, now: await deps.now(), zone: organization.timezone };
  const candidates = candidatesOf(filter, vocabulary);
  const everyOne = candidates.kind !== 'everyone' && candidates.whole;
  return {
    candidates,
    async among(refs) {
      if (everyOne) return [...refs];
      const facts = await loadFacts(sql, deps.seal, refs, needs);
      return refs.filter((ref) => {
        const one = facts.get(ref.id);
        return one !== undefined && matches(filter, one, options);
      });
    },
  };
}

/** @throws Failure SEGMENT_INVALID with the findings, when there are errors among them. */
export function refuseInvalid(filter: Filter, vocabulary: Vocabulary): void {
  const findings = checkFilter(filter, vocabulary).filter((one) => one.severity === 'error');
  if (findings.length > 0) throw new Failure('SEGMENT_INVALID', { findings }, findings[0]?.message);
}
