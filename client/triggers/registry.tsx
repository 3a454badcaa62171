import type { TriggerTypeName } from '../../server/core/triggers/registry.ts';
import { apiEventView } from './api-event.tsx';
import { dateReachedView } from './date-reached.tsx';
import { formSubmittedView } from './form-submitted.tsx';
import { listJoinedView } from './list-joined.tsx';
import { manualView } from './manual.tsx';
import { segmentEnteredView } from './segment-entered.tsx';
import type { TriggerView } from './view.tsx';

/** How every trigger type looks and is edited. A type without a view does not compile. */
export const triggerViews = {
  manual: manualView,
  'list-joined': listJoinedView,
  'segment-entered': segmentEnteredView,
  'form-submitted': formSubmittedView,
  'date-reached': dateReachedView,
  'api-event': apiEventView,
} satisfies Record<TriggerTypeName, TriggerView>;

/** The view of a trigger type; null for a type this version does not have. */
export function triggerViewOf(type: string): TriggerView | null {
  return Object.hasOwn(triggerViews, type) ? triggerViews[type as TriggerTypeName] : null;
}
