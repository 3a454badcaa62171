import { addToSegment } from './add-to-segment.ts';
import { branch } from './branch.ts';
import { end } from './end.ts';
import { goTo } from './go-to.ts';
import { removeFromSegment } from './remove-from-segment.ts';
import { nonDeliveryCase } from './non-delivery-case.ts';
import { sendEmail } from './send-email.ts';
import { split } from './split.ts';
import type { StepType } from './step.ts';
import { updateAttribute } from './update-attribute.ts';
import { waitForEvent } from './wait-for-event.ts';
import { waitForTime } from './wait-for-time.ts';
import { webhook } from './webhook.ts';

/** Every step type there is, in the palette's order. */
export const steps = {
  'send-email': sendEmail,
  'wait-for-time': waitForTime,
  'wait-for-event': waitForEvent,
  branch,
  split,
  'go-to': goTo,
  'add-to-segment': addToSegment,
  'remove-from-segment': removeFromSegment,
  'update-attribute': updateAttribute,
  webhook,
  'non-delivery-case': nonDeliveryCase,
  end,
} satisfies Record<string, StepType>;

export type StepTypeName = keyof typeof steps;

/** The step type of that name, or null when this version of Stepwell has none. */
export function stepType(type: string): StepType | null {
  return Object.hasOwn(steps, type) ? steps[type as StepTypeName] : null;
}
