import { highestClass, type PhiClass, phiClasses } from '../phi.ts';
import type { Vocabulary } from '../segment/fields.ts';

/** What speaks for a message's class. */
export interface ClassParts {
  vocabulary: Vocabulary;
  /** Keys of the attributes its template version uses; null when that could not be found out. */
  uses: readonly string[] | null;
  /** Keys tested on the way to the send (see graph/leading-attributes.ts); null when that could not be found out. */
  tested: Iterable<string> | null;
  /** The topic its author declared; null for none. */
  declared?: string | null | undefined;
  /** What a scan of the rendered text found; `failed` when it could not be done, absent when none is made. */
  scanned?: string | undefined;
  /** Floors of the sender, the step and the organization. */
  floors?: readonly (string | null | undefined)[] | undefined;
}

export interface MessageClass {
  phi: PhiClass;
  /** The parts that raised it this high: `uses:KEY`, `tested:KEY`, `declared`, `scanned`, `floor`, `unknown`. Keys, never values. */
  because: string[];
}

/** Unknown or failing means PHI. */
const UNKNOWN: PhiClass = 'P2';

/** The highest class anything speaks for. Nothing lowers it; whatever cannot be read counts as P2. */
export function messageClass(parts: ClassParts): MessageClass {
  const votes: { phi: PhiClass; because: string }[] = [
    ...keysVote('uses', parts.uses, parts.vocabulary),
    ...keysVote('tested', parts.tested, parts.vocabulary),
    ...textVote('declared', parts.declared),
    ...textVote('scanned', parts.scanned),
    ...(parts.floors ?? []).flatMap((floor) => textVote('floor', floor)),
  ];
  const phi = highestClass(votes.map((vote) => vote.phi));
  const because = phi === 'P0' ? [] : votes.filter((vote) => vote.phi === phi).map((vote) => vote.because);
  return { phi, because: [...new Set(because)] };
}

function keysVote(part: string, keys: Iterable<string> | null, { attributes }: Vocabulary) {
  if (keys === null) return [{ phi: UNKNOWN, because: 'unknown' }];
  return [...keys].map((key) => ({ phi: attributes.get(key)?.phi ?? UNKNOWN, because: `${part}:${key}` }));
}

function textVote(part: string, text: string | null | undefined) {
  if (text === null || text === undefined) return [];
  const phi = phiClasses.find((one) => one === text);
  return [phi ? { phi, because: part } : { phi: UNKNOWN, because: 'unknown' }];
}
