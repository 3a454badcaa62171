import { asc, sql } from 'drizzle-orm';
import { templateVersions, templates } from '#db/schema/templates.ts';
import type { Orm } from '#store/database.ts';

export interface TemplateRow {
  id: string;
  name: string;
  subject: string;
  topicPhi: string;
  /** Class of the version in use, topic included; null before the first. */
  phi: string | null;
  currentVersion: number | null;
  /** The draft differs from the version in use. */
  edited: boolean;
  /** Journeys whose draft or live version sends it. */
  journeys: number;
  updatedAt: Date;
}

/** Every template by name, with what is known of the version in use. */
export async function listTemplates(orm: Orm): Promise<TemplateRow[]> {
  const sends = sql`select 1 from journeys j left join journey_versions jv on jv.journey_id = j.id and jv.version = j.live_version
    where jsonb_path_exists(j.draft, '$.steps[*].config.template ? (@ == $name)', jsonb_build_object('name', ${templates.name}))
       or jsonb_path_exists(jv.graph, '$.steps[*].config.template ? (@ == $name)', jsonb_build_object('name', ${templates.name}))`;
  const rows = await orm
    .select({
      id: templates.id,
      name: templates.name,
      subject: templates.subject,
      topicPhi: templates.topicPhi,
      phi: templateVersions.phi,
      currentVersion: templates.currentVersion,
      edited: sql<boolean>`${templateVersions.id} is null or ${templateVersions.mjml} <> ${templates.mjml}
        or ${templateVersions.preheader} <> ${templates.preheader} or ${templateVersions.sourceSubject} <> ${templates.subject}`,
      journeys: sql<number>`(select count(*)::int from (${sends}) s)`,
      updatedAt: templates.updatedAt,
    })
    .from(templates)
    .leftJoin(
      templateVersions,
      sql`${templateVersions.templateId} = ${templates.id} and ${templateVersions.version} = ${templates.currentVersion}`,
    )
    .orderBy(asc(templates.name));
  return rows;
}
