import { machines } from './agents.ts';

/** A fetch of an open pixel or of a link, and what else is known of the same message. Times are epoch milliseconds. */
export interface Hit {
  kind: 'open' | 'click';
  at: number;
  /** The HTTP method. */
  method: string;
  userAgent: string | null;
  /** Values of `Purpose`, `X-Purpose`, `Sec-Purpose`, `X-Moz` as sent, absent ones left out. */
  purposes: readonly string[];
  /** When the receiving server said 250; null while it has not. */
  acceptedAt: number | null;
  /** Which link, for a click. */
  link: string | null;
  /** All other hits of this message, before and after; the more are known the better the judgement. */
  siblings: readonly { kind: 'open' | 'click'; at: number; link: string | null; method?: string }[];
}

export const judgementReasons = [
  'HUMAN',
  'HEAD',
  'PREFETCH_HEADER',
  'BEFORE_ACCEPTED',
  'BURST',
  'KNOWN_PROXY',
  'KNOWN_SCANNER',
  'NO_AGENT',
] as const;
export type JudgementReason = (typeof judgementReasons)[number];

export interface Judgement {
  human: boolean;
  reason: JudgementReason;
}

/** How far apart hits of one sweep over the links may lie: scanners take their time, so seconds would miss most. */
export const BURST_MS = 60_000;
/** How long an open or click that looks like a reader's is held before it counts: what makes it one of a sweep comes by then. */
export const HOLD_MS = 60_000;
/** Different links within a burst that no reader follows. */
const BURST_LINKS = 3;
/** Two different links this close together are no reader either. */
const PAIR_MS = 2_000;

/**
 * Human or automated, and why. Signs that cannot be mistaken come first; the list of user agents last. A click is
 * judged again when later hits are known (HOLD_MS later): the first of a sweep looks like a reader until the third comes.
 */
export function judge(hit: Hit): Judgement {
  const reason = reasonFor(hit);
  return { human: reason === 'HUMAN', reason };
}

/**
 * Whether a hit that looked like a reader's when it came is, by what is known of its message now, one of a sweep. Only
 * that is in question a minute later: every other sign shows in the hit itself.
 */
export function partOfSweep(hit: Pick<Hit, 'kind' | 'at' | 'link'>, siblings: Hit['siblings']): boolean {
  return inBurst({ ...hit, siblings });
}

function reasonFor(hit: Hit): JudgementReason {
  if (hit.method.toUpperCase() !== 'GET') return 'HEAD';
  if (hit.purposes.some((purpose) => /prefetch|preview|prerender/i.test(purpose))) return 'PREFETCH_HEADER';
  if (hit.acceptedAt === null || hit.at < hit.acceptedAt) return 'BEFORE_ACCEPTED';
  if (inBurst(hit)) return 'BURST';
  const agent = hit.userAgent?.trim() ?? '';
  if (agent === '') return 'NO_AGENT';
  const machine = machines.find(({ pattern }) => pattern.test(agent));
  // The image proxy of a mailbox only ever stands between the reader and the picture; a click through it is the reader's.
  if (!machine || (machine.kind === 'proxy' && hit.kind === 'click')) return 'HUMAN';
  return machine.kind === 'proxy' ? 'KNOWN_PROXY' : 'KNOWN_SCANNER';
}

type Swept = Pick<Hit, 'kind' | 'at' | 'link' | 'siblings'>;

/** Whether this click is one of a sweep: some minute holds it and at least three different links, or two at once. */
function inBurst(hit: Swept): boolean {
  if (hit.kind !== 'click') return openInBurst(hit);
  const clicks = clicksOf(hit.siblings);
  const others = clicks.filter(({ link }) => link !== hit.link);
  if (others.some(({ at }) => Math.abs(at - hit.at) <= PAIR_MS)) return true;
  return sweeps([...clicks, { at: hit.at, link: hit.link }], hit.at);
}

/** An open in the middle of a sweep over the links is the scanner's as well. */
function openInBurst(hit: Swept): boolean {
  return sweeps(clicksOf(hit.siblings), hit.at);
}

function sweeps(clicks: readonly { at: number; link: string | null }[], at: number): boolean {
  const starts = [...clicks.map((click) => click.at), at].filter((start) => start <= at && at - start <= BURST_MS);
  return starts.some((start) => {
    const links = new Set(
      clicks.filter((click) => click.at >= start && click.at - start <= BURST_MS).map((c) => c.link),
    );
    return links.size >= BURST_LINKS;
  });
}

function clicksOf(siblings: Hit['siblings']): { at: number; link: string | null }[] {
  return siblings.filter(({ kind }) => kind === 'click').map(({ at, link }) => ({ at, link }));
}
