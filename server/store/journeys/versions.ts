import { desc, eq } from 'drizzle-orm';
import { journeyVersions } from '#db/schema/journeys.ts';
import { users } from '#db/schema/users.ts';
import { readable } from '#core/graph/file.ts';
import { versionPlanSchema } from '#core/graph/version-plan.ts';
import type { Orm } from '#store/database.ts';

export interface VersionRow {
  version: number;
  hash: string;
  publishedAt: Date;
  /** The person's name; null when an API key or the seed published it. */
  publishedBy: string | null;
  steps: number;
  /** Who was in flight stays, or stayed until released, on the version before. */
  pin: boolean;
}

/** A journey's published versions, newest first. */
export async function listVersions(orm: Orm, journeyId: string): Promise<VersionRow[]> {
  const rows = await orm
    .select({ version: journeyVersions, name: users.name })
    .from(journeyVersions)
    .leftJoin(users, eq(users.id, journeyVersions.publishedBy))
    .where(eq(journeyVersions.journeyId, journeyId))
    .orderBy(desc(journeyVersions.version));
  return rows.map(({ version, name }) => ({
    version: version.version,
    hash: version.hash,
    publishedAt: version.publishedAt,
    publishedBy: name,
    // Written by whatever Stepwell it was; the list must not fall over one.
    steps: readable(version.graph)?.steps.length ?? 0,
    pin: versionPlanSchema.safeParse(version.plan).data?.pin ?? false,
  }));
}
