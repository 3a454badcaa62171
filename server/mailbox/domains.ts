import type { AnswerKind } from '#core/example-answers.ts';

/** One demo domain: what its mail host proves, what keys its recipients have, and what it sends back by itself. */
export interface DemoDomain {
  domain: string;
  host: string;
  certificate: 'valid' | 'self-signed' | 'none';
  keys: 'pgp' | 'smime' | null;
  /** Answers everything it takes, so that what comes back can be seen. */
  answers?: AnswerKind;
}

/** They differ in just what the selector looks at, so that every method can be seen. */
export const demoDomains: readonly DemoDomain[] = [
  { domain: 'clearlake.example', host: 'mx.clearlake.example', certificate: 'valid', keys: null },
  { domain: 'oldmail.example', host: 'mx.oldmail.example', certificate: 'none', keys: null },
  { domain: 'selfsigned.example', host: 'mx.selfsigned.example', certificate: 'self-signed', keys: null },
  { domain: 'pgpmail.example', host: 'mx.pgpmail.example', certificate: 'valid', keys: 'pgp' },
  { domain: 'smimemail.example', host: 'mx.smimemail.example', certificate: 'valid', keys: 'smime' },
  ...answering('latebounce.example', 'bounce'),
  ...answering('fullmail.example', 'mailbox-full'),
  ...answering('slowmail.example', 'delayed'),
  ...answering('awaymail.example', 'away'),
  ...answering('complains.example', 'complaint'),
  ...answering('replies.example', 'reply'),
  // The demo's own clinic: where its sender identities' mail arrives.
  { domain: 'lakeview.example', host: 'mx.lakeview.example', certificate: 'valid', keys: null },
];

function answering(domain: string, answers: AnswerKind): DemoDomain[] {
  return [{ domain, host: `mx.${domain}`, certificate: 'valid', keys: null, answers }];
}
