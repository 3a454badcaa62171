import type { WakeCall } from '#store/enrollments/wake-waiting.ts';
import type { NewEvent } from './ingest.ts';

type Heard = Pick<NewEvent, 'lane' | 'contactId' | 'kind' | 'journeyId' | 'step' | 'link' | 'name'>;

/** Who must hear of it: waits for this very step's email, for any email's, for the name, and for a filter's turn. */
export function callsOf(event: Heard, at: number, recordedAt: number): WakeCall[] {
  const to = (key: string, journeyId: string | null): WakeCall => ({
    lane: event.lane,
    contactId: event.contactId,
    key,
    journeyId,
    wake: {
      kind: 'event',
      key,
      at,
      ...(event.link ? { link: event.link } : {}),
      ...(event.name ? { name: event.name } : {}),
      ...(event.kind === 'custom' ? { mark: recordedAt } : {}),
    },
  });
  const calls: WakeCall[] = [];
  if (event.kind === 'custom') {
    if (event.name) calls.push(to(`custom:${event.name}`, null));
  } else {
    if (event.step && event.journeyId) calls.push(to(`${event.kind}:${event.step}`, event.journeyId));
    calls.push(to(`${event.kind}:*`, null));
  }
  // Last: it also looks at the clock, which must not end a wait for the very event that came.
  return [...calls, to('filter', null)];
}
