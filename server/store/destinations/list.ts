import { z } from 'zod';
import { assurances } from '#core/delivery/facts.ts';
import type { Sql } from '#store/database.ts';
import { RELAY, stillBest } from './known.ts';

const row = z.object({
  domain: z.string(),
  assurance: z.enum(assurances).nullable(),
  best: z.enum(assurances).nullable(),
  suspicion: z.enum(['fell', 'dane', 'sts']).nullable(),
  suspectedAt: z.number().nullable(),
  measuredAt: z.number().nullable(),
  host: z.string().nullable(),
  problem: z.string().nullable(),
  protocol: z.string().nullable(),
  stsMode: z.string().nullable(),
  pinned: z.boolean(),
  parallel: z.number().nullable(),
  perMinute: z.number().nullable(),
});
export type ListedDestination = z.infer<typeof row>;

/**
 * Domains that were measured or have a rule: suspected ones first, then those with a rule, then the newest. `search` is a
 * part of the name.
 */
export async function listDestinations(
  sql: Sql,
  { search, limit }: { search: string; limit: number },
): Promise<ListedDestination[]> {
  const part = `%${search.toLowerCase().replaceAll(/[%_\\]/g, '\\$&')}%`;
  const rows = await sql`
    select domain, d.assurance, d.held as best, d.suspicion, ${epoch(sql, 'suspected_at')} as "suspectedAt",
      ${epoch(sql, 'measured_at')} as "measuredAt", d.details->>'host' as host, d.details->>'problem' as problem,
      d.details->'tls'->>'protocol' as protocol, s.mode as "stsMode", coalesce(r.pinned, false) as pinned, r.parallel,
      r.per_minute as "perMinute"
    from (select *, ${stillBest(sql)} as held from destinations where domain <> ${RELAY}) d
    full join destination_rules r using (domain)
    left join sts_policies s using (domain)
    where domain like ${part}
    order by d.suspicion is null, r.domain is null, d.measured_at desc nulls last, domain
    limit ${limit}`;
  return rows.map((one) => row.parse(one));
}

function epoch(sql: Sql, column: string) {
  return sql`(date_part('epoch', d.${sql(column)}) * 1000)::float8`;
}
