import { z } from 'zod';
import { chanceOf } from '../chance.ts';
import { durationSchema } from '../segment/ast.ts';
import { parseDuration } from '../time/duration.ts';
import { addDuration } from '../time/local.ts';
import type { AssumedEvent } from './happen.ts';
import type { SendResult, Sending } from './rehearse.ts';

const percent = z.number().min(0).max(100);

/** What recipients are supposed to do. Nothing, unless told otherwise: then every wait for them times out. */
export const assumptions = z.strictObject({
  /** Of the emails that arrive, this many percent are opened (or read in the portal). Clickers have opened. */
  opens: percent.default(0),
  /** Percent of the emails that arrive in which a link is clicked. */
  clicks: percent.default(0),
  /** Custom events: this many percent of the contacts do it, so long after they entered. */
  custom: z
    .array(z.strictObject({ name: z.string().min(1).max(120), percent, after: durationSchema }))
    .max(20)
    .default([]),
});
export type Assumptions = z.infer<typeof assumptions>;

const MINUTE = 60_000;
/** When it is opened, a tenth of the openers each: half within two hours, the last after four days. */
const DELAYS = [10, 25, 55, 80, 115, 250, 490, 1010, 2830, 5710].map((minutes) => minutes * MINUTE);
/** From opening to clicking. */
const TO_CLICK = 2 * MINUTE;

/**
 * What a contact does with an email that arrived, stable per contact, step and visit: the same contact does the same in
 * every rehearsal, and raising a rate only adds to who does. What cannot be seen is not supposed: no open of a sealed
 * email, no click in heightened mail outside the portal.
 */
export function reactions(
  { opens, clicks }: Assumptions,
  { command, facts, now }: Sending,
  { method, phi, links }: { method: SendResult['method']; phi: string; links: readonly string[] },
): (AssumedEvent & { at: number })[] {
  const { step, visit } = command;
  const roll = (what: string) => chanceOf(facts.contactId, step, String(visit), what);
  const luck = roll('does') * 100;
  const clicked = luck < clicks && links.length > 0;
  if (luck >= opens && !clicked) return [];
  const openAt = now + DELAYS[Math.floor(roll('when') * DELAYS.length)]!;
  const events: (AssumedEvent & { at: number })[] = [];
  if (method === 'portal') events.push({ kind: 'portal_read', at: openAt });
  else if (method === 'tls' && phi !== 'P3') events.push({ kind: 'open', at: openAt });
  const seen = method === 'portal' || phi !== 'P3';
  if (clicked && seen)
    events.push({ kind: 'click', at: openAt + TO_CLICK, link: links[Math.floor(roll('which') * links.length)]! });
  return events;
}

/** The custom events a contact is supposed to do, whatever they are sent. */
export function ownEvents({ custom }: Assumptions, contactId: string, start: number, zone: string): AssumedEvent[] {
  return custom.flatMap(({ name, percent: share, after }) =>
    chanceOf(contactId, name) * 100 < share
      ? [{ kind: 'custom' as const, name, at: addDuration(zone, start, parseDuration(after)) }]
      : [],
  );
}
