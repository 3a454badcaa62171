import type { KeyFact } from '#core/delivery/facts.ts';
import type { Attestation, DeliveryChoice, KeyProof, KeyState } from '#core/keys/life.ts';
import type { Sql } from '#store/database.ts';

/** One key as people are shown it: never its material, which names the person. */
export interface ListedKey {
  id: string;
  kind: 'pgp' | 'smime';
  fingerprint: string;
  source: KeyFact['source'];
  state: KeyState;
  proof: KeyProof | null;
  attestation: Attestation | null;
  problem: string | null;
  by: string;
  /** Epoch milliseconds. */
  foundAt: number;
  verifiedAt: number | null;
  expiresAt: number | null;
  /** Purposes of codes that are under way. */
  challenges: string[];
}

export interface ReachedHow {
  delivery: DeliveryChoice;
  chosenAt: number | null;
  chosenBy: string | null;
  keys: ListedKey[];
}

/** How mail reaches one contact: what they chose, and all their keys, in use first. */
export async function reachedHow(sql: Sql, contact: { lane: number; id: string }): Promise<ReachedHow> {
  const [choice] = await sql<{ delivery: DeliveryChoice; chosenAt: number; by: string }[]>`
    select delivery, ${ms(sql, 'chosen_at')} as "chosenAt", by from recipient_choices
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
  const keys = await sql<ListedKey[]>`
    select k.id, k.kind, k.fingerprint, k.source, k.proof, k.attestation, k.by,
      case when k.problem is null and k.expires_at <= stepwell_now() then 'expired' else k.state end as state,
      coalesce(k.problem, case when k.expires_at <= stepwell_now() then 'expired' end) as problem,
      ${ms(sql, 'k.found_at')} as "foundAt", ${ms(sql, 'k.verified_at')} as "verifiedAt",
      ${ms(sql, 'k.expires_at')} as "expiresAt",
      array(select c.purpose from key_challenges c where c.lane = k.lane and c.contact_id = k.contact_id
        and c.key_id = k.id and c.expires_at > stepwell_now() order by 1) as challenges
    from recipient_keys k where k.lane = ${contact.lane} and k.contact_id = ${contact.id}
    order by array_position(array['enrolled','discovered','waiting','pending','unusable','expired','revoked','superseded'],
      k.state), k.found_at desc`;
  const chosen = choice && choice.by !== 'system' ? choice : null;
  return {
    delivery: choice?.delivery ?? 'inbox',
    chosenAt: chosen?.chosenAt ?? null,
    chosenBy: chosen?.by ?? null,
    keys: [...keys],
  };
}

function ms(sql: Sql, column: 'chosen_at' | 'k.found_at' | 'k.verified_at' | 'k.expires_at') {
  return sql`round(date_part('epoch', ${sql(column)}) * 1000)::float8`;
}

/** Contacts whose keys want a person to look: a replacement that waits, or own keys of which none can be used. */
export interface KeyMatter {
  contactId: string;
  matter: 'waiting' | 'unusable';
  kind: 'pgp' | 'smime';
  problem: string | null;
  /** Epoch milliseconds. */
  since: number;
}

export async function keyMatters(sql: Sql, limit: number): Promise<KeyMatter[]> {
  const rows = await sql<KeyMatter[]>`
    select k.contact_id as "contactId", case k.state when 'waiting' then 'waiting' else 'unusable' end as matter, k.kind,
      k.problem, ${ms(sql, 'k.found_at')} as since
    from recipient_keys k
    where k.state = 'waiting' or (k.source = 'enrolled' and k.state in ('unusable', 'expired', 'revoked') and not exists (
      select 1 from recipient_keys o where o.lane = k.lane and o.contact_id = k.contact_id and o.state = 'enrolled'))
    order by k.state = 'waiting' desc, k.found_at desc limit ${limit}`;
  return [...rows];
}
