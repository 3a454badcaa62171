import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';

export interface Reference {
  kind: 'journey' | 'segment' | 'form';
  id: string;
  name: string;
}

export type Named = 'list' | 'segment' | 'form' | 'template';

const row = z.object({ kind: z.enum(['journey', 'segment', 'form']), id: z.string(), name: z.string() });

/**
 * Journeys (their draft, what is live, and older versions that people stay on), segment rules and forms that name this
 * list, segment, form or template.
 */
export async function referencesTo(orm: Orm, kind: Named, name: string): Promise<Reference[]> {
  const path = sql.raw(`'$.**.${kind} ? (@ == $name)'`);
  const named = sql`jsonb_build_object('name', ${name}::text)`;
  const rows = await orm.execute(sql`
    select 'journey' as kind, j.id::text as id, j.name from journeys j
      where jsonb_path_exists(j.draft, ${path}, ${named}) or exists (
        select 1 from journey_versions v
        where v.journey_id = j.id and (v.version = j.live_version or v.version + 1 = any(j.pins))
          and jsonb_path_exists(v.graph, ${path}, ${named}))
    union all
    select 'segment', s.id::text, s.name from segments s
      where s.filter is not null and jsonb_path_exists(s.filter, ${path}, ${named})
    union all
    select 'form', f.id::text, f.name from forms f where jsonb_path_exists(f.definition, ${path}, ${named})
    order by 1, 3`);
  return rows.map((one) => row.parse(one));
}

/** @throws Failure IN_USE naming who still refers to it by this name. */
export async function refuseWhenUsed(orm: Orm, kind: Named, name: string): Promise<void> {
  const used = await referencesTo(orm, kind, name);
  if (used.length === 0) return;
  const names = used.slice(0, 5).map((one) => `the ${one.kind} “${one.name}”`);
  const more = used.length > 5 ? ` and ${used.length - 5} more` : '';
  throw new Failure('IN_USE', { used }, `Used by ${names.join(', ')}${more}. Take it out there first.`);
}
