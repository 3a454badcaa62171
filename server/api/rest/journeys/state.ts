import { z } from 'zod';
import { findJourney } from '#store/journeys/find.ts';
import { type JourneyMove, setState } from '#store/journeys/set-state.ts';
import { defineRoute } from '../route.ts';
import { journeyParams } from '../schemas.ts';

const SUMMARY: Record<JourneyMove, string> = {
  pause: 'Pause: everyone stays where they stand, nothing is sent',
  resume: 'Resume a paused journey',
  end: 'End: everyone still in it leaves, nobody enters again',
};

function moveRoute(move: JourneyMove) {
  return defineRoute({
    operation: `journeys.${move}`,
    method: 'POST',
    path: `/journeys/{id}/${move}`,
    scope: 'journeys:write',
    summary: SUMMARY[move],
    params: journeyParams,
    response: z.object({ id: z.string(), state: z.enum(['live', 'paused', 'ended']) }),
    handler: async (context, { params }) => {
      const { id } = await findJourney(context.db.orm, params.id);
      return context.db.orm.transaction(async (tx) => {
        const state = await setState(tx, { id, move });
        await context.audit(tx, { action: `journey.${move}`, subject: `journey:${id}` });
        return { id, state };
      });
    },
  });
}

export const pauseJourney = moveRoute('pause');
export const resumeJourney = moveRoute('resume');
export const endJourney = moveRoute('end');
