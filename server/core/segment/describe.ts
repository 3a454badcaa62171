import { durationWords } from '../time/duration.ts';
import { parseMoment } from '../time/iso.ts';
import type { AttributeCondition, DeliveryCondition, EngagementCondition, Filter } from './ast.ts';
import type { AttributeDefinition, Vocabulary } from './fields.ts';

/**
 * A filter as an English clause about one contact: `state is TX and has opened the last email`. Attribute keys become labels
 * where the vocabulary knows them. It repeats what the rule says, never a contact's value.
 */
export function describeFilter(filter: Filter, vocabulary?: Vocabulary): string {
  return clause(filter, vocabulary, false);
}

function clause(filter: Filter, vocabulary: Vocabulary | undefined, inside: boolean): string {
  if ('all' in filter) return group(filter.all, 'and', 'everyone', vocabulary, inside);
  if ('any' in filter) return group(filter.any, 'or', 'nobody', vocabulary, inside);
  if ('not' in filter) return negated(filter.not, vocabulary);
  if ('segment' in filter) return `is in the segment “${filter.segment}”`;
  if ('list' in filter) return `is on the list “${filter.list}”`;
  if ('attribute' in filter) return attribute(filter, vocabulary?.attributes.get(filter.attribute));
  if ('engaged' in filter) return engagement(filter);
  return delivery(filter);
}

function group(
  parts: Filter[],
  word: 'and' | 'or',
  empty: string,
  vocabulary: Vocabulary | undefined,
  inside: boolean,
): string {
  if (parts.length === 0) return empty;
  if (parts.length === 1) return clause(parts[0]!, vocabulary, inside);
  const words = parts.map((part) => clause(part, vocabulary, true));
  const list =
    words.length === 2 ? words.join(` ${word} `) : `${words.slice(0, -1).join(', ')}, ${word} ${words.at(-1)}`;
  return inside ? `(${list})` : list;
}

function negated(filter: Filter, vocabulary: Vocabulary | undefined): string {
  if ('segment' in filter) return `is not in the segment “${filter.segment}”`;
  if ('list' in filter) return `is not on the list “${filter.list}”`;
  if ('not' in filter) return clause(filter.not, vocabulary, false);
  if ('engaged' in filter) return engagement({ ...filter, did: !filter.did });
  return `it is not true that ${clause(filter, vocabulary, true)}`;
}

function attribute(condition: AttributeCondition, definition: AttributeDefinition | undefined): string {
  const name = definition ? lowerFirst(definition.label) : condition.attribute;
  const dated = definition?.type === 'date' || definition?.type === 'datetime';
  return `${name} ${predicate(condition, dated)}`;
}

function predicate({ op, value }: AttributeCondition, dated: boolean): string {
  const shown = Array.isArray(value) ? alternatives(value) : scalar(value);
  const length = typeof value === 'string' ? durationWords(value) : '…';
  switch (op) {
    case 'eq':
      return value === true ? 'is yes' : value === false ? 'is no' : `is ${shown}`;
    case 'ne':
      return value === true ? 'is not yes' : value === false ? 'is not no' : `is not ${shown}`;
    case 'gt':
      return dated ? `is after ${shown}` : `is more than ${shown}`;
    case 'gte':
      return dated ? `is on or after ${shown}` : `is at least ${shown}`;
    case 'lt':
      return dated ? `is before ${shown}` : `is less than ${shown}`;
    case 'lte':
      return dated ? `is on or before ${shown}` : `is at most ${shown}`;
    case 'in':
      return `is ${shown}`;
    case 'not_in':
      return `is not ${shown}`;
    case 'contains':
      return `contains ${shown}`;
    case 'not_contains':
      return `does not contain ${shown}`;
    case 'starts_with':
      return `starts with ${shown}`;
    case 'exists':
      return 'is known';
    case 'not_exists':
      return 'is not known';
    case 'before':
      return `is before ${shown}`;
    case 'after':
      return `is after ${shown}`;
    case 'within_last':
      return `is within the last ${length}`;
    case 'within_next':
      return `is within the next ${length}`;
    case 'more_than_ago':
      return `is more than ${length} ago`;
    default:
      return op satisfies never;
  }
}

const deeds: Record<EngagementCondition['engaged'], { has: string; not: string; of: 'email' | 'thing' }> = {
  delivered: { has: 'has received', not: 'has not received', of: 'email' },
  open: { has: 'has opened', not: 'has not opened', of: 'email' },
  click: { has: 'has clicked', not: 'has not clicked', of: 'thing' },
  bounce: { has: 'has had a bounce of', not: 'has had no bounce of', of: 'email' },
  portal_read: { has: 'has read in the portal', not: 'has not read in the portal', of: 'email' },
  reply: { has: 'has replied to', not: 'has not replied to', of: 'email' },
  custom: { has: 'has done', not: 'has not done', of: 'thing' },
};

function engagement(condition: EngagementCondition): string {
  const { engaged, did, link, name, within, atLeast } = condition;
  const email = emailWords(condition);
  let object = email;
  if (engaged === 'custom') object = name ? `“${name}”` : 'a custom event';
  if (engaged === 'click') object = `${link ? `“${link}”` : 'a link'} in ${email}`;
  const times = atLeast > 1 ? ` at least ${atLeast} times` : '';
  const when = within ? ` in the last ${durationWords(within)}` : '';
  return `${did ? deeds[engaged].has : deeds[engaged].not} ${object}${times}${when}`;
}

function emailWords({ last, step, template }: EngagementCondition): string {
  const about = template ? ` “${template}”` : '';
  if (last) return `the last email${about}`;
  if (step) return `the email of step “${step}”${about}`;
  return template ? `the email “${template}”` : 'an email';
}

const ways: Record<DeliveryCondition['delivery'], string> = {
  tls: 'went by TLS',
  smime: 'went as S/MIME',
  pgp: 'went as PGP',
  portal: 'went to the portal',
  drop: 'was dropped',
  none: 'has not gone out',
};

function delivery({ delivery: way, step }: DeliveryCondition): string {
  return `${step ? `the email of step “${step}”` : 'their last email'} ${ways[way]}`;
}

function scalar(value: AttributeCondition['value']): string {
  if (value === undefined || value === '') return '…';
  const moment = typeof value === 'string' ? parseMoment(value) : null;
  if (moment?.kind === 'day') return dayWords(moment.local);
  return String(value);
}

function alternatives(values: readonly (string | number | boolean)[]): string {
  if (values.length === 0) return '…';
  if (values.length === 1) return String(values[0]);
  const shown = values.slice(0, 6).map(String);
  const more = values.length - shown.length;
  return more > 0
    ? `one of ${shown.join(', ')} and ${more} more`
    : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

const months = 'January February March April May June July August September October November December'.split(' ');

function dayWords(local: number): string {
  const date = new Date(local);
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
}

/** `Last visit` becomes `last visit`; `ZIP code` and `HbA1c` stay. */
function lowerFirst(label: string): string {
  return /^[A-Z][a-z]+(?![A-Za-z0-9])/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
