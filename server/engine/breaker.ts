import type { Standing } from '#core/run/state.ts';
import type { Route } from './routes.ts';
import type { Move, WalkBatch } from './world.ts';

/**
 * The breaker: journeys in which some contact has had, or would now get, more messages from one send step than the
 * drawing allows, with who. It counts what is in the outbox, not what the walk believes, so a fault in the walk cannot
 * get by.
 */
export async function overSent(
  batch: WalkBatch,
  moves: readonly Move[],
  groups: readonly { journey: { id: string }; route: Route }[],
): Promise<Map<string, Standing[]>> {
  const sending = moves.filter(({ commands }) => commands.some(({ kind }) => kind === 'send'));
  const over = new Map<string, Standing[]>();
  if (sending.length === 0) return over;
  const allowed = new Map<string, number>();
  for (const { journey, route } of groups)
    allowed.set(journey.id, Math.max(route.sendsPerStep, allowed.get(journey.id) ?? 0));
  const sent = await batch.sent(sending.map(({ after }) => after));
  for (const { before, after, commands } of sending) {
    const steps = new Map(sent.get(after.enrollmentId));
    for (const command of commands) {
      if (command.kind !== 'send') continue;
      const n = (steps.get(command.step) ?? 0) + 1;
      steps.set(command.step, n);
      if (n <= (allowed.get(after.journeyId) ?? 1)) continue;
      over.set(after.journeyId, [...(over.get(after.journeyId) ?? []), before]);
      break;
    }
  }
  return over;
}
