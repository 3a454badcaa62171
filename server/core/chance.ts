/**
 * A number above 0 and below 1 that looks random and is always the same for the same names, here, in the browser and in
 * every version to come: what splits are decided by. Two 32-bit lanes of MurmurHash3's mixing over UTF-16 units, 53 bits
 * of the result. Not for secrets: it has no key.
 */
export function chanceOf(...names: readonly string[]): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (const name of names) {
    for (let i = 0; i < name.length; i++) {
      const unit = name.charCodeAt(i);
      high = mix(high, unit, 15);
      low = mix(low, unit ^ 0x5bd1, 11);
    }
    // Ends the name, so that `ab`, `c` is not `a`, `bc`.
    high = mix(high, 0x10000 + name.length, 15);
    low = mix(low, 0x20000 + name.length, 11);
  }
  high = finish(high ^ low);
  low = finish(low ^ Math.imul(high, 0x27d4eb2f));
  return ((high >>> 11) * 2 ** 32 + (low >>> 0) + 0.5) / 2 ** 53;
}

function mix(hash: number, unit: number, turn: number): number {
  let k = Math.imul(unit, 0xcc9e2d51);
  k = Math.imul((k << turn) | (k >>> (32 - turn)), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
