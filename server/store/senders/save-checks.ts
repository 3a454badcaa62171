import { eq, sql } from 'drizzle-orm';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

interface Checked {
  checks: { record: string; ok: boolean; found: string }[];
  /** A name server was silent: a missing record then proves nothing, and what was verified stays so. */
  unanswered: boolean;
  /** Whose name server answered. */
  by: 'dns' | 'demo';
}

/** Keeps the result of a DNS check. All records there: verified. One missing for certain: not verified any more. */
export async function saveChecks(
  orm: Orm,
  id: string,
  { checks, unanswered, by }: Checked,
): Promise<{ verified: boolean }> {
  const good = checks.length > 0 && checks.every((one) => one.ok);
  const verdict = good
    ? { verifiedAt: sql`coalesce(${senders.verifiedAt}, now())`, verifiedBy: by }
    : unanswered
      ? {}
      : { verifiedAt: null, verifiedBy: null };
  const [row] = await orm
    .update(senders)
    .set({ checks, ...verdict })
    .where(eq(senders.id, id))
    .returning({ verifiedAt: senders.verifiedAt });
  return { verified: Boolean(row?.verifiedAt) };
}
