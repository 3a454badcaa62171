import type { AttributeValue } from '../../../server/core/segment/fields.ts';
import type { Seen } from '../../../server/core/why/answer.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function momentWords(at: number): string {
  return moment.format(at);
}

/** What a condition was answered from, where that is not an attribute's value, which stands with the others. */
export function seenWords(seen: Seen): string {
  switch (seen.kind) {
    case 'value':
      return '';
    case 'since':
      return seen.at === null ? 'not in it' : `since ${momentWords(seen.at)}`;
    case 'times':
      return seen.last === null
        ? 'never'
        : `${seen.n === 1 ? 'once' : `${seen.n} times`}, last ${momentWords(seen.last)}`;
    case 'method':
      return METHODS[seen.method] ?? seen.method;
    default:
      return seen satisfies never;
  }
}

const METHODS: Readonly<Record<string, string>> = {
  tls: 'it went by TLS',
  smime: 'it went as S/MIME',
  pgp: 'it went as PGP',
  portal: 'it went to the portal',
  drop: 'it was dropped',
  none: 'none had gone out',
};

/** How a value came to be. */
export function sourceWords(source: string): string {
  const kind = source.split(':')[0] ?? '';
  return SOURCES[kind] ?? `by ${kind}`;
}

const SOURCES: Readonly<Record<string, string>> = {
  edit: 'edited here',
  api: 'through the API',
  import: 'by an import',
  step: 'by a step of a journey',
  form: 'through a form',
  system: 'by the system',
  unknown: 'by the system',
};

export function valueWords(value: AttributeValue): string {
  if (value === null) return 'no value';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return String(value);
}
