/**
 * The keys under which an enrollment may wait for something that happened (`Standing.waitingFor`), the most particular
 * first. Conditions (`filter`) are asked again whatever happened.
 */
export function wakeKeys(event: {
  kind: string;
  step?: string | null | undefined;
  name?: string | null | undefined;
  attribute?: string | null | undefined;
}): string[] {
  if (event.kind === 'custom') return [`custom:${event.name ?? ''}`, 'filter'];
  if (event.kind === 'attribute') return [`attribute:${event.attribute ?? ''}`, 'filter'];
  return [...(event.step ? [`${event.kind}:${event.step}`] : []), `${event.kind}:*`, 'filter'];
}
