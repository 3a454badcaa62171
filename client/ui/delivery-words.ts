/** Methods and what connections prove, in words. */
export const methodNames: Readonly<Record<string, string>> = {
  tls: 'TLS',
  smime: 'S/MIME',
  pgp: 'PGP',
  portal: 'Portal',
  drop: 'Drop',
};

export const assuranceWords: Readonly<Record<string, string>> = {
  T0: 'Not encrypted',
  T1: 'Encrypted, server not proven',
  T2: 'Encrypted, certificate valid',
  T3: 'Encrypted, certificate valid and pinned',
  T4: 'Encrypted, proven by DANE',
};
