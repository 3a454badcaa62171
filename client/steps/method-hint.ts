/** How an email of this class and these settings will travel, in a few words; the selector decides per recipient. */
export function methodHint(
  phi: string,
  step: { sealedOnly?: boolean; portalOnly?: boolean; tlsExclusive?: boolean },
): string {
  if (step.portalOnly) return 'secure portal';
  if (step.sealedOnly || phi === 'P3') return 'S/MIME or PGP, else portal';
  if (step.tlsExclusive) return 'verified TLS, else dropped';
  return phi === 'P0' ? 'TLS, else portal' : 'key or verified TLS, else portal';
}

const CLASS_WORDS: Readonly<Record<string, string>> = {
  P0: 'No PHI',
  P1: 'Limited PHI',
  P2: 'PHI',
  P3: 'Heightened PHI',
};

export const phiWords = (phi: string): string => CLASS_WORDS[phi] ?? 'PHI';
export const PHI_COLOR: Readonly<Record<string, string>> = { P0: 'gray', P1: 'yellow', P2: 'orange', P3: 'red' };
