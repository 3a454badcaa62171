import { Temporal } from 'temporal-polyfill';
import { reveal } from '../phi.ts';
import type { ContactFacts } from '../segment/fields.ts';

/** A stretch of time in which a zone's offset from UTC (milliseconds, east positive) does not change. */
export interface OffsetSpan {
  from: number;
  to: number;
  offset: number;
}

/**
 * The span of `zone` that holds the instant `ms`. Spans are asked of Temporal once and kept, so that working out a due time
 * for a million contacts is plain arithmetic. Throws RangeError for an unknown zone; see `isZone`.
 */
export function spanAt(zone: string, ms: number): OffsetSpan {
  let spans = known.get(zone);
  if (spans) {
    for (let i = spans.length - 1; i >= 0; i--) {
      const span = spans[i]!;
      if (ms >= span.from && ms < span.to) return span;
    }
  } else {
    if (known.size >= MOST_ZONES) known.clear();
    spans = [];
    known.set(zone, spans);
  }
  const span = ask(zone, ms);
  if (spans.length >= MOST_SPANS) spans.length = 0;
  spans.push(span);
  return span;
}

/** The offset of `zone` from UTC at `ms`, in milliseconds, east positive. */
export function offsetAt(zone: string, ms: number): number {
  return spanAt(zone, ms).offset;
}

/** True for an IANA zone name this runtime knows. Bare offsets such as `+05:00` are no zones: they know no DST. */
export function isZone(name: string): boolean {
  const before = judged.get(name);
  if (before !== undefined) return before;
  let ok = /^[A-Za-z][A-Za-z0-9_+\-/]{1,49}$/.test(name);
  if (ok)
    try {
      spanAt(name, 0);
    } catch {
      ok = false;
    }
  if (judged.size >= MOST_ZONES) judged.clear();
  judged.set(name, ok);
  return ok;
}

/** The contact's own zone: the attribute `timezone` when it names a real one, else null. */
export function contactZoneOf(facts: ContactFacts): string | null {
  const sealed = facts.attributes['timezone'];
  const value = sealed === undefined ? null : reveal(sealed);
  return typeof value === 'string' && isZone(value) ? value : null;
}

const MOST_ZONES = 700;
const MOST_SPANS = 64;
const known = new Map<string, OffsetSpan[]>();
const judged = new Map<string, boolean>();

function ask(zone: string, ms: number): OffsetSpan {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(zone);
  // "previous" is strictly before, and a change that happens at `ms` itself begins the span.
  const previous = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const next = at.getTimeZoneTransition('next');
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    to: next?.epochMilliseconds ?? Infinity,
    offset: at.offsetNanoseconds / 1_000_000,
  };
}
