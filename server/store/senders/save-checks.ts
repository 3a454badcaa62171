import { eq, sql } from 'drizzle-orm';
import { type CheckedRecord, senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';
import { promoteDomainKeys } from './domain-keys.ts';

interface Checked {
  domain: string;
  checks: readonly CheckedRecord[];
  /** Names of the records without which it cannot send. */
  needed: ReadonlySet<string>;
  /** Names of the records of keys that wait for them. */
  next: ReadonlySet<string>;
  /** A name server was silent: a missing record then proves nothing, and what was verified stays so. */
  unanswered: boolean;
  /** Whose name server answered. */
  by: 'dns' | 'demo';
  /** A look that comes round by itself: it stops an identity only when the one before it failed too. */
  patient: boolean;
}

/**
 * Keeps the result of a DNS check for every identity of the domain. All needed records there: its domain is proven. One
 * missing for certain: not any more. All records of new keys there: they sign from now on.
 * @returns whether the needed records are there.
 */
export async function saveChecks(orm: Orm, checked: Checked): Promise<boolean> {
  const { domain, checks, needed, next, unanswered, by, patient } = checked;
  const there = (names: ReadonlySet<string>) =>
    names.size > 0 && [...names].every((name) => checks.some((one) => one.name === name && one.ok));
  const good = there(needed);
  const stopped = { domainOkAt: null, verifiedBy: null };
  const verdict = good
    ? { domainOkAt: sql`coalesce(${senders.domainOkAt}, now())`, verifiedBy: by, failingSince: null }
    : unanswered
      ? {}
      : patient
        ? {
            domainOkAt: sql`case when ${senders.failingSince} is null then ${senders.domainOkAt} end`,
            verifiedBy: sql`case when ${senders.failingSince} is null then ${senders.verifiedBy} end`,
            failingSince: sql`coalesce(${senders.failingSince}, now())`,
          }
        : { ...stopped, failingSince: sql`coalesce(${senders.failingSince}, now())` };
  await orm
    .update(senders)
    .set({ checks: [...checks], checkedAt: sql`now()`, ...verdict })
    .where(eq(senders.domain, domain));
  if (good && there(next)) await promoteDomainKeys(orm, domain);
  return good;
}
