import { sql as text } from 'drizzle-orm';
import { z } from 'zod';
import { identityAttributes } from '#core/contact/identity.ts';
import { type Filter, filterSchema } from '#core/segment/ast.ts';
import { type AttributeDefinition, type Vocabulary, attributeDefinition } from '#core/segment/fields.ts';
import type { Orm, Sql } from '#store/database.ts';

/**
 * Everything rules may name in this installation: attributes (the identity ones always), lists, segments. Takes the pool, a transaction, or
 * Drizzle over either. A stored rule or definition that no longer parses throws: it must not become "everyone".
 */
export async function loadVocabulary(from: Orm | Sql): Promise<Vocabulary> {
  const rows = z.array(stored).parse(isRaw(from) ? await from.unsafe(QUERY) : await from.execute(text.raw(QUERY)));
  const attributes = new Map<string, AttributeDefinition>(identityAttributes.map((one) => [one.key, one]));
  const lists = new Set<string>();
  const segments = new Map<string, Filter | null>();
  for (const row of rows) {
    if (row.kind === 'attribute') attributes.set(row.name, attributeDefinition.parse(row.body));
    else if (row.kind === 'list') lists.add(row.name);
    else segments.set(row.name, row.body === null ? null : filterSchema.parse(row.body));
  }
  return { attributes, lists, segments };
}

const stored = z.object({ kind: z.enum(['attribute', 'list', 'segment']), name: z.string(), body: z.unknown() });

const QUERY = `
  select 'attribute' as kind, key as name, jsonb_build_object('key', key, 'label', label, 'type', type, 'phi', phi,
    'choices', choices, 'group', "group") as body from attributes
  union all select 'list', name, null from lists
  union all select 'segment', name, filter from segments
  order by 1, 2`;

function isRaw(from: Orm | Sql): from is Sql {
  return typeof from === 'function';
}
