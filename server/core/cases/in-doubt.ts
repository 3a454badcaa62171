/**
 * How long a message in doubt is left to what settles it by itself (a bounce, an open, a reply, the portal) before a person
 * may decide. Days.
 */
export const IN_DOUBT_DAYS = 3;

/** From when on a person may decide about a message that has been in doubt since then. Epoch milliseconds. */
export function decidableFrom(since: number): number {
  return since + IN_DOUBT_DAYS * 86_400_000;
}

/** What a person may say about a message in doubt. `resend`: once, with the same Message-ID. */
export const doubtVerdicts = ['arrived', 'not-arrived', 'resend'] as const;
export type DoubtVerdict = (typeof doubtVerdicts)[number];
