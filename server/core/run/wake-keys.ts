import { webhookKey } from '../webhook/wake.ts';

/** Who waits under this key looks again at whatever happens to the contact: conditions, and exit criteria. */
export const FILTER = 'filter';

/** Where, among an enrollment's visits, it stands up to which mark its waits under a key were answered. */
export function heardKey(key: string): string {
  return `>${key}`;
}

/**
 * The keys under which an enrollment may wait for something that happened (`Standing.waitingFor`), the most particular
 * first. Conditions (`filter`) are asked again whatever happened.
 */
export function wakeKeys(event: {
  kind: string;
  step?: string | null | undefined;
  name?: string | null | undefined;
  attribute?: string | null | undefined;
  visit?: number | undefined;
}): string[] {
  if (event.kind === 'webhook') return [webhookKey(event.step ?? '', event.visit ?? 1), FILTER];
  if (event.kind === 'custom') return [`custom:${event.name ?? ''}`, FILTER];
  if (event.kind === 'attribute') return [`attribute:${event.attribute ?? ''}`, FILTER];
  return [...(event.step ? [`${event.kind}:${event.step}`] : []), `${event.kind}:*`, FILTER];
}
