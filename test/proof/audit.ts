import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Database } from '#store/database.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { type Input, emails } from './input.ts';

const line = z.object({ id: z.string(), to: z.string(), subject: z.string(), lost: z.boolean() });

/** What the three witnesses say together: the sink's record, the database, and who was put in. */
export interface Verdict {
  accepted: number;
  distinct: number;
  duplicates: number;
  inDoubt: number;
  /** Messages nobody took and nobody lists as in doubt, and those that were never made. */
  lost: number;
  /** Of those in doubt, the ones the sink has all the same. */
  inDoubtArrived: number;
  /** Answers the sink kept back; each must be in doubt. */
  answersLost: number;
  /** Everything else that does not add up: a name and how many, zero being right. */
  faults: Record<string, number>;
}

/**
 * Compares without the application's help: plain statements, the sink's file, and the list of who was put in. Nothing
 * here is taken from the engine but the check of the evidence chain.
 */
export async function audit(sql: Database['sql'], record: string, input: Input): Promise<Verdict> {
  const taken = new Map<string, { ids: string[]; lost: boolean }>();
  const stepOf = new Map<string, string>(emails.map(({ subject, step }) => [subject, step]));
  const owner = new Map(input.people.map(({ address, contactId }) => [address, contactId]));
  let accepted = 0;
  let strangers = 0;
  let answersLost = 0;
  for (const text of readFileSync(record, 'utf8').split('\n')) {
    if (text === '') continue;
    const { id, to, subject, lost } = line.parse(JSON.parse(text));
    accepted++;
    if (lost) answersLost++;
    const contactId = owner.get(to);
    const step = stepOf.get(subject);
    if (contactId === undefined || step === undefined) {
      strangers++;
      continue;
    }
    const key = `${contactId} ${step}`;
    const one = taken.get(key) ?? { ids: [], lost: false };
    one.ids.push(id);
    one.lost ||= lost;
    taken.set(key, one);
  }

  const rows = await sql<{ key: string; state: string; id: string | null }[]>`
    select contact_id || ' ' || step as key, state, message_id as id from messages where journey_id = ${input.journeyId}`;
  const kept = Map.groupBy(rows, ({ key }) => key);
  const verdict = { lost: 0, inDoubt: 0, inDoubtArrived: 0, duplicates: 0 };
  const faults = {
    strangers,
    rowsTwice: rows.length - kept.size,
    takenButNotListedSent: 0,
    sentButNotTaken: 0,
    lostAnswerNotInDoubt: 0,
    otherMessageId: 0,
  };
  for (const { contactId } of input.people) {
    for (const { step } of emails) {
      const key = `${contactId} ${step}`;
      const got = taken.get(key);
      const row = kept.get(key)?.[0];
      if (got) verdict.duplicates += got.ids.length - 1;
      if (row?.state === 'in_doubt') {
        verdict.inDoubt++;
        if (got) verdict.inDoubtArrived++;
      } else if (!got) verdict.lost++;
      if (row?.state === 'sent' && !got) faults.sentButNotTaken++;
      if (got && row?.state !== 'sent' && row?.state !== 'in_doubt') faults.takenButNotListedSent++;
      if (got?.lost && row?.state !== 'in_doubt') faults.lostAnswerNotInDoubt++;
      if (got?.ids.some((id) => id !== row?.id)) faults.otherMessageId++;
    }
  }
  const walked = await walkFaults(sql, input);
  const evidence = await verifyEvidence(scanEvidence(sql));
  return {
    accepted,
    distinct: taken.size,
    ...verdict,
    answersLost,
    faults: { ...faults, ...walked, evidence: evidence.problems.length },
  };
}

/** Everybody is at the end, left each step exactly once, and the counters say the same. */
async function walkFaults(sql: Database['sql'], { journeyId, people }: Input): Promise<Record<string, number>> {
  const [row] = await sql<{ done: number; visits: number; distinct: number }[]>`
    select (select count(*)::int from enrollments where journey_id = ${journeyId} and exit_reason = 'completed') as done,
      count(*)::int as visits, count(distinct (enrollment_id, step, visit))::int as distinct
    from visits where journey_id = ${journeyId}`;
  const counts = await sql<{ step: string; entered: number; left: number }[]>`
    select step, coalesce(sum(n) filter (where measure = 'entered'), 0)::int as entered,
      coalesce(sum(n) filter (where measure <> 'entered'), 0)::int as left
    from step_counts where journey_id = ${journeyId} group by step`;
  const steps = emails.length + 2;
  return {
    notAtTheEnd: people.length - row!.done,
    visitsMissing: people.length * steps - row!.distinct,
    visitsTwice: row!.visits - row!.distinct,
    countersOff: counts.filter(({ entered, left }) => entered !== people.length || left !== people.length).length,
    stepsUncounted: steps + 1 - counts.length,
  };
}

/** Whether everything has come to rest: everybody out of the journey, no message on its way. */
export async function atRest(sql: Database['sql'], { journeyId, people }: Input): Promise<boolean> {
  const [row] = await sql<{ walking: number; moving: number; made: number }[]>`
    select (select count(*)::int from enrollments where journey_id = ${journeyId} and state in ('active', 'waiting')) as walking,
      count(*) filter (where state in ('queued', 'claimed', 'sealed', 'dot', 'deferred'))::int as moving,
      count(*)::int as made
    from messages where journey_id = ${journeyId}`;
  return row!.walking === 0 && row!.moving === 0 && row!.made === people.length * emails.length;
}
