import type { StepTypeName } from '../../server/core/steps/registry.ts';
import { addToSegmentView } from './add-to-segment.tsx';
import { branchView } from './branch.tsx';
import { endView } from './end.tsx';
import { goToView } from './go-to.tsx';
import { removeFromSegmentView } from './remove-from-segment.tsx';
import { nonDeliveryCaseView } from './non-delivery-case.tsx';
import { sendEmailView } from './send-email.tsx';
import { splitView } from './split.tsx';
import { updateAttributeView } from './update-attribute.tsx';
import type { StepView } from './view.tsx';
import { waitForEventView } from './wait-for-event.tsx';
import { waitForTimeView } from './wait-for-time.tsx';
import { webhookView } from './webhook.tsx';

/** How every step type looks and is edited. A type without a view does not compile. */
export const views = {
  'send-email': sendEmailView,
  'wait-for-time': waitForTimeView,
  'wait-for-event': waitForEventView,
  branch: branchView,
  split: splitView,
  'go-to': goToView,
  'add-to-segment': addToSegmentView,
  'remove-from-segment': removeFromSegmentView,
  'update-attribute': updateAttributeView,
  webhook: webhookView,
  'non-delivery-case': nonDeliveryCaseView,
  end: endView,
} satisfies Record<StepTypeName, StepView>;

/** The view of a step type; null for a type this version does not have. */
export function viewOf(type: string): StepView | null {
  return Object.hasOwn(views, type) ? views[type as StepTypeName] : null;
}
