import { apiEvent } from './api-event.ts';
import { dateReached } from './date-reached.ts';
import { formSubmitted } from './form-submitted.ts';
import { listJoined } from './list-joined.ts';
import { manual } from './manual.ts';
import { segmentEntered } from './segment-entered.ts';
import type { TriggerType } from './trigger.ts';

/** Every way into a journey, in the order they are offered. */
export const triggers = {
  manual,
  'list-joined': listJoined,
  'segment-entered': segmentEntered,
  'form-submitted': formSubmitted,
  'date-reached': dateReached,
  'api-event': apiEvent,
} satisfies Record<string, TriggerType>;

export type TriggerTypeName = keyof typeof triggers;

/** The trigger type of that name, or null when this version of Stepwell has none. */
export function triggerType(type: string): TriggerType | null {
  return Object.hasOwn(triggers, type) ? triggers[type as TriggerTypeName] : null;
}
