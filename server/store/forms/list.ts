import type { FormDefinition } from '#core/forms/form.ts';
import type { Sql } from '#store/database.ts';

export interface FormRow {
  id: string;
  name: string;
  state: 'open' | 'closed';
  definition: FormDefinition;
  revision: number;
  /** How often it was sent in, and how many of those wait for a person to look at them. */
  submissions: number;
  review: number;
  /** Epoch milliseconds. */
  updatedAt: number;
}

/** Every form by name, with how often it was sent in. */
export async function listForms(sql: Sql): Promise<FormRow[]> {
  const rows = await sql<FormRow[]>`
    select f.id, f.name, f.state, f.definition, f.revision, date_part('epoch', f.updated_at) * 1000 as "updatedAt",
      count(s.id)::int as submissions, count(s.id) filter (where s.state = 'review')::int as review
    from forms f left join form_submissions s on s.form_id = f.id
    group by f.id order by f.name`;
  return rows.map((row) => ({ ...row, updatedAt: Math.round(row.updatedAt) }));
}
