import type { CampaignWhen } from '../../server/core/campaign/plan.ts';
import type { CampaignState } from '../../server/core/campaign/state.ts';
import type { Filter } from '../../server/core/segment/ast.ts';
import { reasonWords } from '../../server/core/delivery/reason-words.ts';
import type { TagTone } from '../ui/tag.tsx';

export const stateWords: Readonly<Record<CampaignState, { label: string; tone: TagTone }>> = {
  scheduled: { label: 'Scheduled', tone: 'well' },
  sending: { label: 'Sending', tone: 'teal' },
  paused: { label: 'Paused', tone: 'orange' },
  sent: { label: 'Sent', tone: 'gray' },
  stopped: { label: 'Stopped', tone: 'red' },
  cancelled: { label: 'Cancelled', tone: 'gray' },
  failed: { label: 'Could not start', tone: 'red' },
};

export function audienceWords(audience: Filter): string {
  if ('segment' in audience) return audience.segment;
  if ('list' in audience) return `List ${audience.list}`;
  if ('all' in audience && audience.all.length === 0) return 'Everyone';
  const parts = 'all' in audience ? audience.all : [];
  const named = parts.every((one) => 'segment' in one || 'list' in one);
  return parts.length > 0 && named ? parts.map(audienceWords).join(' and ') : 'A rule of its own';
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** When it goes out, and in whose time. */
export function whenWords(when: CampaignWhen): string {
  if (when.kind === 'now') return 'At once';
  const where = when.zone === 'contact' ? 'each person’s own time' : when.zone.replaceAll('_', ' ');
  if (when.kind === 'at') return `${momentWords(when.at)}, ${where}`;
  const days = when.weekdays ? daysWords(when.weekdays) : 'any day';
  return `${when.from}–${when.to}, ${days}, ${where}`;
}

/** "Mon–Fri" where they follow one another, else each by name. */
function daysWords(days: readonly number[]): string {
  const [first, last] = [days[0]!, days.at(-1)!];
  if (days.length > 2 && last - first === days.length - 1) return `${DAYS[first - 1]}–${DAYS[last - 1]}`;
  return days.map((day) => DAYS[day - 1]).join(', ');
}

function momentWords(local: string): string {
  const at = new Date(local.length === 10 ? `${local}T00:00` : local);
  return Number.isNaN(at.getTime()) ? local : at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Why people will not get, or did not get, an email. */
export function notWords(reason: string): string {
  if (reason === 'NO_EMAIL') return 'No email address';
  return reasonWords(reason);
}
