import { z } from 'zod';
import type { AttributeValue } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { NewEvent } from './ingest.ts';

/**
 * The plain properties of custom events, by event id; nested ones are left out.
 * @throws Error when one was altered or moved from another contact.
 */
export async function openProperties(
  sql: Sql,
  seal: Pick<Seal, 'openFor'>,
  events: readonly NewEvent[],
): Promise<Map<string, Record<string, AttributeValue>>> {
  const opened = new Map<string, Record<string, AttributeValue>>();
  const sealed = events.filter((one) => one.sealed);
  if (sealed.length === 0) return opened;
  const keys = await sql<{ id: string; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select distinct on (c.id) c.id, c.wrapped_key as "wrappedKey", c.key_version as "keyVersion"
    from unnest(
      ${arrayLiteral(sealed.map((one) => one.lane))}::smallint[],
      ${arrayLiteral(sealed.map((one) => one.contactId))}::uuid[]
    ) as w(lane, id) join contacts c on c.lane = w.lane and c.id = w.id`;
  const keyOf = new Map(keys.map((one) => [one.id, one]));
  for (const event of sealed) {
    const key = keyOf.get(event.contactId);
    if (!key || !event.sealed) continue;
    const plain = Buffer.from(seal.openFor(key, 'event', event.sealed)).toString('utf8');
    opened.set(event.id, simple.parse(JSON.parse(plain)));
  }
  return opened;
}

const simple = z.record(z.string(), z.unknown()).transform((properties) => {
  const plain: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') plain[key] = value;
  }
  return plain;
});
