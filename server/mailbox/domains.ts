/** One demo domain: what its mail host proves, and what keys its recipients have. */
export interface DemoDomain {
  domain: string;
  host: string;
  certificate: 'valid' | 'self-signed' | 'none';
  keys: 'pgp' | 'smime' | null;
}

/** They differ in just what the selector looks at, so that every method can be seen. */
export const demoDomains: readonly DemoDomain[] = [
  { domain: 'clearlake.example', host: 'mx.clearlake.example', certificate: 'valid', keys: null },
  { domain: 'oldmail.example', host: 'mx.oldmail.example', certificate: 'none', keys: null },
  { domain: 'selfsigned.example', host: 'mx.selfsigned.example', certificate: 'self-signed', keys: null },
  { domain: 'pgpmail.example', host: 'mx.pgpmail.example', certificate: 'valid', keys: 'pgp' },
  { domain: 'smimemail.example', host: 'mx.smimemail.example', certificate: 'valid', keys: 'smime' },
  // The demo's own clinic: where its sender identities' mail arrives.
  { domain: 'lakeview.example', host: 'mx.lakeview.example', certificate: 'valid', keys: null },
];
