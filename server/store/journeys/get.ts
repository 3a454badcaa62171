import { and, eq } from 'drizzle-orm';
import { type PausedFault, journeyVersions, journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import { readable } from '#core/graph/file.ts';
import { liftGraph } from '#core/graph/lift.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';

export interface Journey {
  id: string;
  name: string;
  state: 'draft' | 'live' | 'paused' | 'ended';
  draft: Graph;
  revision: number;
  pausedReason: string | null;
  /** Where the engine found the trouble it paused for. */
  pausedFault: PausedFault | null;
  updatedAt: Date;
  /** `graph` is null when this Stepwell cannot read it. */
  live: { version: number; graph: Graph | null; hash: string; publishedAt: Date } | null;
}

/**
 * A journey's draft beside what is live.
 * @throws Failure NOT_FOUND
 */
export async function getJourney(orm: Orm, id: string): Promise<Journey> {
  const [found] = await orm
    .select({ journey: journeys, live: journeyVersions })
    .from(journeys)
    .leftJoin(
      journeyVersions,
      and(eq(journeyVersions.journeyId, journeys.id), eq(journeyVersions.version, journeys.liveVersion)),
    )
    .where(eq(journeys.id, id));
  if (!found) throw new Failure('NOT_FOUND', { journey: id });
  const { journey, live } = found;
  return {
    id: journey.id,
    name: journey.name,
    state: journey.state,
    draft: liftGraph(journey.draft),
    revision: journey.draftRevision,
    pausedReason: journey.pausedReason,
    pausedFault: journey.pausedFault,
    updatedAt: journey.updatedAt,
    live: live && {
      version: live.version,
      graph: readable(live.graph),
      hash: live.hash,
      publishedAt: live.publishedAt,
    },
  };
}

/**
 * The live drawing, or the draft where that is asked for or nothing is live.
 * @throws Failure JOURNEY_FILE_INVALID when what is live cannot be read by this version of Stepwell.
 */
export function drawnGraph({ draft, live }: Journey, of: 'live' | 'draft'): Graph {
  if (of === 'draft' || !live) return draft;
  if (!live.graph) throw new Failure('JOURNEY_FILE_INVALID', { version: live.version });
  return live.graph;
}
