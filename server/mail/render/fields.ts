import type { PhiClass } from '#core/phi.ts';
import type { AttributeDefinition, AttributeType } from '#core/segment/fields.ts';

/** Something a template may print, as the palette and the completion show it. */
export interface MergeField {
  /** As written between the braces: `contact.first_name`. */
  path: string;
  label: string;
  phi: PhiClass;
  group: string;
  type: AttributeType | 'link';
}

const FIXED: readonly MergeField[] = [
  { path: 'sender.name', label: 'Sender name', phi: 'P0', group: 'Sender', type: 'text' },
  { path: 'sender.address', label: 'Sender address', phi: 'P0', group: 'Sender', type: 'text' },
  { path: 'organization.name', label: 'Organization name', phi: 'P0', group: 'Sender', type: 'text' },
  { path: 'organization.address', label: 'Postal address', phi: 'P0', group: 'Sender', type: 'text' },
  { path: 'links.unsubscribe', label: 'Unsubscribe and preferences', phi: 'P0', group: 'Links', type: 'link' },
  { path: 'links.portal', label: 'Secure portal', phi: 'P0', group: 'Links', type: 'link' },
];

/** Every merge field of this installation: the contacts' attributes first, then sender, organization and links. */
export function mergeFields(definitions: Iterable<AttributeDefinition>): MergeField[] {
  const own = [...definitions].map((one): MergeField => {
    const { label, phi, group, type } = one;
    return { path: `contact.${one.key}`, label, phi, group, type };
  });
  return [...own, ...FIXED];
}

/** The known name nearest to a mistyped one, or null when none is near enough to be meant. */
export function didYouMean(given: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(given.length / 3)) + 1;
  for (const name of known) {
    const distance = name.endsWith(`.${given}`) ? 1 : editDistance(given, name, least);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** Levenshtein distance, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
