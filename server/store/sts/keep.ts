import type { StsPolicy } from '#core/delivery/mta-sts.ts';
import type { Sql } from '#store/database.ts';

/** Keeps a policy that was just fetched, in place of what was known before. Those expired for long are forgotten. */
export async function keepStsPolicy(sql: Sql, domain: string, { id, mode, mx, maxAge }: StsPolicy): Promise<void> {
  await sql`
    insert into sts_policies (domain, id, mode, mx, max_age, fetched_at)
    values (${domain}, ${id}, ${mode}, ${JSON.stringify(mx)}::text::jsonb, ${maxAge}, stepwell_now())
    on conflict (domain) do update set id = excluded.id, mode = excluded.mode, mx = excluded.mx,
      max_age = excluded.max_age, fetched_at = excluded.fetched_at`;
  await sql`
    delete from sts_policies
    where fetched_at + max_age * interval '1 second' < stepwell_now() - interval '90 days'`;
}
