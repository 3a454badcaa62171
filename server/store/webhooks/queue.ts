import { reveal } from '#core/phi.ts';
import type { Standing } from '#core/run/state.ts';
import type { WebhookCommand } from '#core/steps/step.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

/** A contact came to a webhook step. */
export interface Calling {
  standing: Standing;
  call: WebhookCommand;
}

/** What the attributes sent along are sealed for. */
export const SEALED_FOR = 'webhook';

/**
 * Puts calls into the outbox, in the transaction that parks the contacts at their steps. One per visit: a second for the
 * same visit is left out. Attributes are kept only for an endpoint that is covered by a BAA now.
 */
export async function queueWebhooks(sql: Sql, seal: Seal, calls: readonly Calling[], now: number): Promise<void> {
  if (calls.length === 0) return;
  const sealed = await sealAttributes(sql, seal, calls);
  const column = (of: (one: Calling, i: number) => string | number | null) => arrayLiteral(calls.map(of));
  const put = await sql`
    insert into webhook_deliveries (lane, contact_id, id, enrollment_id, journey_id, step, visit, endpoint, event, sealed,
      expires_at, due_at, queued_at)
    select u.lane, u.contact_id, u.id, u.enrollment_id, u.journey_id, u.step, u.visit, u.endpoint, u.event,
      decode(u.sealed, 'base64'), to_timestamp(u.until / 1000), t.now, t.now
    from unnest(
      ${column(({ standing }) => standing.lane)}::smallint[], ${column(({ standing }) => standing.contactId)}::uuid[],
      ${column(() => newId(now))}::uuid[], ${column(({ standing }) => standing.enrollmentId)}::uuid[],
      ${column(({ standing }) => standing.journeyId)}::uuid[], ${column(({ call }) => call.step)}::text[],
      ${column(({ call }) => call.visit)}::int[], ${column(({ call }) => call.endpoint)}::text[],
      ${column(({ call }) => call.event)}::text[], ${column((_, i) => sealed[i]!)}::text[],
      ${column(({ call }) => call.until)}::float8[]
    ) as u(lane, contact_id, id, enrollment_id, journey_id, step, visit, endpoint, event, sealed, until),
      (select to_timestamp(${now}::float8 / 1000) as now) t
    order by u.lane, u.contact_id
    on conflict (lane, contact_id, enrollment_id, step, visit) do nothing`;
  if (put.count > 0) await sql`select pg_notify('stepwell_webhooks', '')`;
}

/** For each call its attributes, sealed under the contact's own key, as base64; null for ids only. */
async function sealAttributes(sql: Sql, seal: Seal, calls: readonly Calling[]): Promise<(string | null)[]> {
  const carrying = calls.filter(({ call }) => Object.keys(call.attributes).length > 0);
  if (carrying.length === 0) return calls.map(() => null);
  const names = [...new Set(carrying.map(({ call }) => call.endpoint))];
  const covered = new Set(
    (
      await sql<{ name: string }[]>`
        select name from webhook_endpoints where baa and name = any(${arrayLiteral(names)}::text[])`
    ).map((one) => one.name),
  );
  const keys = await sql<{ id: string; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select c.id, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from unnest(
      ${arrayLiteral(carrying.map(({ standing }) => standing.lane))}::smallint[],
      ${arrayLiteral(carrying.map(({ standing }) => standing.contactId))}::uuid[]
    ) as w(lane, id) join contacts c on c.lane = w.lane and c.id = w.id`;
  const keyOf = new Map(keys.map((one) => [one.id, one]));
  return calls.map(({ standing, call }) => {
    const key = keyOf.get(standing.contactId);
    const values = Object.entries(call.attributes).map(([name, value]) => [name, reveal(value)] as const);
    if (!key || values.length === 0 || !covered.has(call.endpoint)) return null;
    const plain = Buffer.from(JSON.stringify(Object.fromEntries(values)));
    return Buffer.from(seal.sealFor(key, SEALED_FOR, plain)).toString('base64');
  });
}
