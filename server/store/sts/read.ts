import { z } from 'zod';
import type { StsPolicy } from '#core/delivery/mta-sts.ts';
import type { Sql } from '#store/database.ts';

const kept = z.object({
  id: z.string(),
  mode: z.enum(['enforce', 'testing', 'none']),
  mx: z.array(z.string()),
  maxAge: z.number(),
  ageMs: z.number(),
});

/** A domain's MTA-STS policy as it was last fetched, and how long ago, milliseconds; null when there is none or it has expired. */
export async function readStsPolicy(sql: Sql, domain: string): Promise<{ policy: StsPolicy; ageMs: number } | null> {
  const [row] = await sql`
    select id, mode, mx, max_age as "maxAge",
      (date_part('epoch', stepwell_now() - fetched_at) * 1000)::float8 as "ageMs"
    from sts_policies
    where domain = ${domain} and stepwell_now() < fetched_at + max_age * interval '1 second'`;
  if (!row) return null;
  const { ageMs, ...policy } = kept.parse(row);
  return { policy, ageMs };
}
