import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import type { Orm } from '#store/database.ts';
import { syncWatches } from '#store/entries/sync.ts';

export const journeyMoves = ['pause', 'resume', 'end'] as const;
export type JourneyMove = (typeof journeyMoves)[number];

const FROM = { pause: ['live'], resume: ['paused'], end: ['live', 'paused'] } as const;
const TO = { pause: 'paused', resume: 'live', end: 'ended' } as const;

/**
 * Pauses (everyone stays where they stand), resumes, or ends a journey. Ending wakes all who are still in it, so
 * that the walk takes them out with the reason `journey_ended`.
 * @throws Failure NOT_FOUND, JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING when the move does not fit its state.
 */
export async function setState(
  orm: Orm,
  { id, move, reason = null }: { id: string; move: JourneyMove; reason?: string | null },
): Promise<'live' | 'paused' | 'ended'> {
  return orm.transaction(async (tx) => {
    const [moved] = await tx
      .update(journeys)
      .set({
        state: TO[move],
        pausedReason: move === 'pause' ? reason : null,
        pausedFault: null,
        pausedAt: move === 'pause' ? sql`stepwell_now()` : null,
        updatedAt: sql`now()`,
      })
      .where(and(eq(journeys.id, id), inArray(journeys.state, [...FROM[move]]), isNotNull(journeys.liveVersion)))
      .returning({ id: journeys.id });
    if (!moved) {
      const [found] = await tx.select({ state: journeys.state }).from(journeys).where(eq(journeys.id, id));
      if (!found) throw new Failure('NOT_FOUND', { journey: id });
      throw new Failure(found.state === 'draft' ? 'JOURNEY_NOT_PUBLISHED' : 'JOURNEY_NOT_RUNNING', {
        journey: id,
        state: found.state,
        move,
      });
    }
    if (move === 'end') {
      await tx.execute(sql`
        update enrollments set due_at = stepwell_now(), wake = coalesce(wake, '[]') || '[{"kind":"reconsider"}]'
        where journey_id = ${id} and state in ('active', 'waiting')`);
      await syncWatches(tx);
    }
    if (move !== 'pause') {
      // Whoever resumes or ends it has seen why it was stopped.
      await tx.execute(sql`
        update alerts set resolved_at = stepwell_now()
        where code = 'journey-stopped' and subject = ${`journey:${id}`} and resolved_at is null`);
      await tx.execute(sql`notify stepwell_due`);
    }
    return TO[move];
  });
}
