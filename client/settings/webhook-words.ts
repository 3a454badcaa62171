import type { WebhookProblem } from '../../server/core/webhook/retry.ts';
import type { Delivery } from './webhook.ts';

/** How a delivery stands, and the color it has in the list. */
export const deliveryStates: Record<Delivery['state'], { label: string; color: string }> = {
  queued: { label: 'Waits', color: 'gray' },
  claimed: { label: 'Being sent', color: 'blue' },
  delivered: { label: 'Delivered', color: 'teal' },
  failed: { label: 'Failed', color: 'red' },
  expired: { label: 'Timed out', color: 'orange' },
};

const problems: Record<WebhookProblem, string> = {
  no_endpoint: 'the endpoint was removed',
  address_refused: 'its name leads inside a network',
  https_required: 'it does not begin with https',
  unreachable: 'nothing answered there',
  tls: 'its certificate was not believed',
  timed_out: 'no answer in time',
  fault: 'a fault on our side',
};

/** What the last attempt came to, in words. */
export function outcomeWords({ status, problem }: Pick<Delivery, 'status' | 'problem'>): string {
  if (status !== null) return `answered ${status}`;
  if (problem === null) return 'not tried yet';
  return Object.hasOwn(problems, problem) ? problems[problem as WebhookProblem] : problem;
}
