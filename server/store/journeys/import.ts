import type { Finding } from '#core/finding.ts';
import type { Graph } from '#core/graph/model.ts';
import { appendAudit } from '#store/audit/append.ts';
import type { Orm } from '#store/database.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import type { Publishing } from '#store/journeys/publish.ts';
import { publishJourney } from '#store/journeys/publish-draft.ts';
import { putJourneyFile } from '#store/journeys/put-file.ts';

export interface ImportedJourney {
  id: string;
  revision: number;
  created: boolean;
  /** Null when it was not published. */
  version: number | null;
  /** What publishing would find; empty once published. */
  findings: Finding[];
}

/**
 * Puts a journey file and, if asked, publishes it with its warnings acknowledged: all of it or nothing, with its audit
 * entries. @throws as `putJourneyFile` and `publish`
 */
export async function importJourney(
  orm: Orm,
  { newId, file, publish }: { newId: () => string; file: Graph; publish: Pick<Publishing, 'choices' | 'pin'> | null },
): Promise<ImportedJourney> {
  return orm.transaction(async (tx) => {
    const put = await putJourneyFile(tx, { newId, graph: file });
    const subject = `journey:${put.id}`;
    const action = put.created ? 'journey.create' : 'journey.save';
    await appendAudit(tx, { actor: 'system', action, subject, details: { name: file.name } });
    if (!publish) return { ...put, version: null, findings: await checkDraft(tx, file) };
    const { version, pinned } = await publishJourney(tx, { id: put.id, acknowledge: 'all', ...publish, by: null });
    await appendAudit(tx, {
      actor: 'system',
      action: 'journey.publish',
      subject,
      details: { version, ...publish, pinned },
    });
    return { ...put, version, findings: [] };
  });
}
