import { filterSchema } from '../segment/ast.ts';
import { describeFilter } from '../segment/describe.ts';
import type { Vocabulary } from '../segment/fields.ts';
import { durationWords, isDuration } from '../time/duration.ts';
import type { Graph } from './model.ts';
import { stepOf } from './traverse.ts';

/** One setting as people read it: `Waits`, from `3 days` to `1 day`. Null where there was or is none. */
export interface SettingWords {
  setting: string;
  before: string | null;
  after: string | null;
}

/** What settings are called, by their path; others are called what their key says. */
const NAMES: Readonly<Record<string, string>> = {
  mode: 'Kind of wait',
  duration: 'Waits',
  until: 'Waits until',
  attribute: 'Attribute',
  offset: 'How long',
  direction: 'Before or after',
  time: 'At',
  onMissing: 'Without a date',
  onPast: 'When the time has passed',
  'window.weekdays': 'Weekdays',
  'window.daysOfMonth': 'Days of the month',
  'window.from': 'Not before',
  'window.to': 'Not after',
  zone: 'Time zone',
  timezone: 'Time zone',
  'event.kind': 'Waits for',
  'event.step': 'Of the email',
  'event.link': 'Link',
  'event.name': 'Event',
  'event.attribute': 'Change of',
  'event.filter': 'Until it is true that the contact',
  timeout: 'At most',
  guard: 'Only if the contact',
  sealedOnly: 'Sealed only',
  portalOnly: 'Portal only',
  tlsExclusive: 'TLS only, else dropped',
  'target.step': 'Goes to',
  'target.journey': 'Goes to the journey',
  reentry: 'Re-entry',
  'reentry.key': 'Re-entry once per',
  exit: 'Leaves when the contact',
};

/** Settings whose value is the id of a step. */
const STEPS = new Set(['event.step', 'target.step']);
/** Settings whose value is one of a few codes. */
const CODES = new Set(['event.kind', 'onMissing', 'onPast', 'reason', 'purpose']);
const WEEKDAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export interface Wording {
  /** In which steps that a setting names are looked up. */
  graph: Graph;
  vocabulary?: Vocabulary | undefined;
}

/** The settings that differ between two configs, in the words of each side. */
export function settingWords(before: object, after: object, from: Wording, to: Wording): SettingWords[] {
  const [old, now] = [leaves(before), leaves(renamedBack(before, after))];
  const labels = new Map([...labelsOf(before), ...labelsOf(after)]);
  const words = [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [a, b] = [valueWords(path, old.get(path), from), valueWords(path, now.get(path), to)];
    return a === b ? [] : [{ setting: nameOf(path, labels), before: a, after: b }];
  });
  const renames = renamesOf(before, after).map(([a, b]) => ({
    setting: 'Path',
    before: `called “${a}”`,
    after: `called “${b}”`,
  }));
  return [...words, ...renames];
}

/** Values by dotted path. Filters, lists of plain values, and lists of filters are values; lists of things with an id go by it. */
function leaves(config: object, within = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(config)) {
    const path = within === '' ? key : `${within}.${key}`;
    if (value === undefined) continue;
    if (isPlain(value)) found.set(path, value);
    else if (isListOfThings(value))
      for (const [i, one] of value.entries()) for (const [at, leaf] of thing(path, one, i)) found.set(at, leaf);
    else for (const [at, leaf] of leaves(value, path)) found.set(at, leaf);
  }
  return found;
}

function thing(path: string, one: Readonly<Record<string, unknown>>, index: number): Map<string, unknown> {
  const { id, ...rest } = one;
  return leaves(rest, `${path}[${typeof id === 'string' ? id : index + 1}]`);
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return !isListOfThings(value);
  return filterSchema.safeParse(value).success;
}

function isListOfThings(value: unknown): value is Readonly<Record<string, unknown>>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === 'object' && one !== null && !filterSchema.safeParse(one).success)
  );
}

function nameOf(path: string, labels: ReadonlyMap<string, string>): string {
  const inList = /^(.*?)\[([^\]]*)\]\.?(.*)$/.exec(path);
  if (!inList) return NAMES[path] ?? humanized(path);
  const [, list = '', id = '', rest = ''] = inList;
  return `${humanized(list.replace(/s$/, ''))} “${labels.get(id) ?? id}”: ${nameOf(rest, labels).toLowerCase()}`;
}

/** Things in lists by id, wherever in the config: paths of a branch, shares of a split. */
function thingsOf(config: object): Map<string, Readonly<Record<string, unknown>>> {
  const things = Object.values(config).flatMap((value: unknown) => (isListOfThings(value) ? value : []));
  return new Map(things.flatMap((one) => (typeof one['id'] === 'string' ? [[one['id'], one] as const] : [])));
}

function labelsOf(config: object): [id: string, label: string][] {
  return [...thingsOf(config)].flatMap(([id, { label }]) => (typeof label === 'string' && label ? [[id, label]] : []));
}

/** Things in a config (paths of a branch) that are the same under another id. */
export function renamesOf(before: object, after: object): [before: string, after: string][] {
  const [old, now] = [thingsOf(before), thingsOf(after)];
  const content = (thing: object) => JSON.stringify({ ...thing, id: null });
  const gone = [...old].filter(([id]) => !now.has(id));
  return [...now].flatMap(([id, thing]) => {
    const same = old.has(id) ? undefined : gone.find(([, one]) => content(one) === content(thing));
    return same ? [[same[0], id] as [string, string]] : [];
  });
}

/** `after` with renamed things under their old ids, so that they are compared with what they were. */
function renamedBack(before: object, after: object): object {
  const renames = new Map(renamesOf(before, after).map(([a, b]) => [b, a]));
  if (renames.size === 0) return after;
  const back = (value: unknown): unknown =>
    isListOfThings(value) ? value.map((one) => ({ ...one, id: renames.get(String(one['id'])) ?? one['id'] })) : value;
  return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, back(value)]));
}

function humanized(path: string): string {
  const words = path
    .replaceAll(/[._-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function valueWords(path: string, value: unknown, { graph, vocabulary }: Wording): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (STEPS.has(path)) return stepOf(graph, value)?.name || value;
    if (/^-?P/.test(value) && isDuration(value.replace(/^-/, ''))) return durationWords(value.replace(/^-/, ''));
    return CODES.has(path) ? value.replaceAll('_', ' ') : value;
  }
  if (Array.isArray(value)) return listWords(path, value, { graph, vocabulary });
  const filter = filterSchema.safeParse(value);
  return filter.success ? describeFilter(filter.data, vocabulary) : JSON.stringify(value);
}

function listWords(path: string, values: readonly unknown[], wording: Wording): string | null {
  if (values.length === 0) return null;
  if (path.endsWith('weekdays')) return values.map((day) => WEEKDAYS[Number(day)] ?? String(day)).join(', ');
  return values.map((one) => valueWords('', one, wording) ?? '').join(path === 'exit' ? '; or ' : ', ');
}
