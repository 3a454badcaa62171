import { and, desc, eq } from 'drizzle-orm';
import { templateVersions, templates } from '#db/schema/templates.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';

export type TemplateVersion = typeof templateVersions.$inferSelect;

/** A template's versions, newest first, without their bodies. */
export async function listVersions(orm: Orm, templateId: string) {
  const { id, version, subject, phi, createdAt, createdBy } = templateVersions;
  return orm
    .select({ id, version, subject, phi, createdAt, createdBy })
    .from(templateVersions)
    .where(eq(templateVersions.templateId, templateId))
    .orderBy(desc(version));
}

/** One version by number. @throws Failure NOT_FOUND */
export async function getVersion(orm: Orm, templateId: string, version: number): Promise<TemplateVersion> {
  const [row] = await orm
    .select()
    .from(templateVersions)
    .where(and(eq(templateVersions.templateId, templateId), eq(templateVersions.version, version)));
  if (!row) throw new Failure('NOT_FOUND', { template: templateId, version });
  return row;
}

/** The version journeys send now under this name; null when the template is unknown or was never published. */
export async function currentVersion(orm: Orm, name: string): Promise<TemplateVersion | null> {
  const [row] = await orm
    .select({ version: templateVersions })
    .from(templates)
    .innerJoin(
      templateVersions,
      and(eq(templateVersions.templateId, templates.id), eq(templateVersions.version, templates.currentVersion)),
    )
    .where(eq(templates.name, name));
  return row?.version ?? null;
}
