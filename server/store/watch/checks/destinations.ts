import { type Check, MINUTE } from '../check.ts';

/** Domains behind which an attack is suspected now: what is meant for them is held. Counts only, no domain. */
export const suspectedCheck: Check = {
  name: 'destinations',
  codes: ['destination-suspected'],
  every: MINUTE,
  async run({ sql }) {
    const [row] = await sql<{ domains: number; lateMs: number }[]>`
      select count(*)::int as domains,
        (date_part('epoch', stepwell_now() - min(suspected_at)) * 1000)::float8 as "lateMs"
      from destinations where suspicion is not null and measured_at > stepwell_now() - interval '7 days'`;
    const { domains = 0, lateMs = 0 } = row ?? {};
    return {
      problems:
        domains > 0 ? [{ code: 'destination-suspected', subject: 'destinations', details: { domains, lateMs } }] : [],
      memory: null,
    };
  },
};
