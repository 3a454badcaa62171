/** A first or replacement password to tell someone: four groups of six without look-alikes, about 118 random bits. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const bytes = crypto.getRandomValues(new Uint8Array(64));
  // Bytes at or above the largest multiple of 31 are left out, so that no letter is likelier than another.
  const picked = [...bytes].filter((byte) => byte < 248).slice(0, 24);
  return picked.map((byte, at) => `${at > 0 && at % 6 === 0 ? '-' : ''}${letters[byte % 31]}`).join('');
}
