import type { Sql } from '#store/database.ts';

/** The link of a version by its index, as click tokens carry it; null when there is none. */
export async function linkOf(
  sql: Sql,
  versionId: string,
  index: number,
): Promise<{ label: string; url: string } | null> {
  const [row] = await sql<{ label: string | null; url: string | null }[]>`
    select links -> ${index}::int ->> 'label' as label, links -> ${index}::int ->> 'url' as url
    from template_versions where id = ${versionId}`;
  return row?.label && row.url ? { label: row.label, url: row.url } : null;
}
