/** What the demo's mail hosts and recipients can send back. */
export const answerKinds = [
  'bounce',
  'mailbox-full',
  'delayed',
  'delivered',
  'away',
  'complaint',
  'reply',
  'forged-reply',
] as const;
export type AnswerKind = (typeof answerKinds)[number];
