/** Per-contact tables are spread over this many lanes (0 … LANES-1). Changing it means rewriting every row. */
export const LANES = 64;

/**
 * The lane of a contact: FNV-1a over the id's characters, folded to 0-63. A pure function of the id, so any
 * process can compute it, and stored beside the id so that keys can begin with it.
 */
export function laneOf(contactId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < contactId.length; i++) {
    hash ^= contactId.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  return hash & (LANES - 1);
}
