import type { TagTone } from '../ui/tag.tsx';

interface Restrictions {
  sealedOnly?: boolean;
  portalOnly?: boolean;
  tlsExclusive?: boolean;
}

/** How an email of this class and these settings may travel, in as few words as a card has room for. */
export function methodHint(phi: string, step: Restrictions): string {
  if (step.portalOnly) return 'portal';
  if (step.sealedOnly || phi === 'P3') return 'sealed or portal';
  if (step.tlsExclusive) return 'TLS or dropped';
  return 'TLS or portal';
}

/** The same as a sentence; the selector decides for each recipient. */
export function methodSentence(phi: string, step: Restrictions): string {
  if (step.portalOnly) return 'Always the secure portal.';
  if (step.sealedOnly || phi === 'P3')
    return 'S/MIME or PGP when a key is on file, else the secure portal; never TLS alone.';
  const otherwise = step.tlsExclusive ? 'else it is dropped and recorded' : 'else the secure portal';
  const floor = phi === 'P0' ? 'encrypted TLS' : 'verified TLS';
  return `S/MIME or PGP when a key is on file, else ${floor}, ${otherwise}.`;
}

const CLASS_WORDS: Readonly<Record<string, string>> = {
  P0: 'No PHI',
  P1: 'Limited PHI',
  P2: 'PHI',
  P3: 'Heightened PHI',
};

export const phiWords = (phi: string): string => CLASS_WORDS[phi] ?? 'PHI';

const TONES: Readonly<Record<string, TagTone>> = { P0: 'gray', P1: 'yellow', P2: 'orange', P3: 'red' };

export const phiTone = (phi: string): TagTone => TONES[phi] ?? 'orange';
