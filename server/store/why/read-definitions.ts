import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { attributeDefinition } from '#core/segment/fields.ts';
import type { Definition, Definitions } from '#core/why/definitions.ts';
import type { Sql } from '#store/database.ts';

/** What attributes, lists and segments mean and meant. One that cannot be read any more is left out. */
export async function readDefinitions(sql: Sql): Promise<Definitions> {
  const now = await sql<Stored[]>`
    select 'attribute' as kind, key, to_jsonb(a) as body, null::float8 as until from attributes a
    union all select 'list', id::text, to_jsonb(l), null from lists l
    union all select 'segment', id::text, to_jsonb(s), null from segments s`;
  const former = await sql<Stored[]>`
    select kind, key, body, date_part('epoch', until) * 1000 as until from definition_history order by kind, key, id`;
  return {
    now: now.flatMap(read),
    former: former.flatMap((row) => read(row).map((one) => ({ ...one, until: row.until ?? 0 }))),
  };
}

interface Stored {
  kind: Definition['kind'];
  key: string;
  body: unknown;
  until: number | null;
}

const attribute = z.object(attributeDefinition.shape);
const list = z.object({ name: z.string() });
const segment = z.object({ name: z.string(), filter: filterSchema.nullable() });

function read({ kind, key, body }: Stored): Definition[] {
  if (kind === 'attribute') {
    const parsed = attribute.safeParse(body);
    return parsed.success ? [{ kind, key, definition: parsed.data }] : [];
  }
  if (kind === 'list') {
    const parsed = list.safeParse(body);
    return parsed.success ? [{ kind, key, name: parsed.data.name }] : [];
  }
  const parsed = segment.safeParse(body);
  return parsed.success ? [{ kind, key, ...parsed.data }] : [];
}
