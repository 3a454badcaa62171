/** How a delivery ended, as the contact who waits for it is told. */
export type WebhookAnswer = 'success' | 'failure';

/** The key under which a contact waits for the answer to one visit's webhook. */
export function webhookKey(step: string, visit: number): string {
  return `webhook:${step}#${visit}`;
}
