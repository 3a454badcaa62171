import { findingKey } from '#core/finding.ts';
import type { Orm } from '#store/database.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { getJourney } from '#store/journeys/get.ts';
import { type Published, type Publishing, publish } from '#store/journeys/publish.ts';

/**
 * Publishes the draft as it is now, for callers that are not looking at a revision (REST, CLI, seed).
 * @param acknowledge keys of the warnings that were seen, or `all`
 * @throws as `publish`
 */
export async function publishJourney(
  orm: Orm,
  {
    id,
    acknowledge,
    ...rest
  }: { id: string; acknowledge: 'all' | readonly string[] } & Pick<Publishing, 'choices' | 'pin' | 'by'>,
): Promise<Published & { acknowledged: readonly string[] }> {
  const { draft, revision } = await getJourney(orm, id);
  const acknowledged =
    acknowledge === 'all'
      ? (await checkDraft(orm, draft)).filter((one) => one.severity === 'warning').map(findingKey)
      : acknowledge;
  return { ...(await publish(orm, { journeyId: id, revision, acknowledged, ...rest })), acknowledged };
}
