import type { AlertCode } from './alerts.ts';

type Details = Readonly<Record<string, unknown>>;

/** An alert's numbers in a sentence; what it is about stands beside it. */
export function alertWords(code: AlertCode, details: Details): string {
  const n = (key: string) => (typeof details[key] === 'number' ? details[key].toLocaleString('en') : '?');
  const text = (key: string) => (typeof details[key] === 'string' ? details[key] : '');
  switch (code) {
    case 'journey-stopped':
      return stoppedWords(text('reason'));
    case 'counts-differ':
      return `${MEASURES[text('measure')] ?? text('measure')}: the counters say ${n('counted')}, and it is ${n('really')}.`;
    case 'enrollments-stuck':
      return `${details['capped'] === 1 ? 'More than ' : ''}${n('people')} are due; the first has been for ${length(details['lateMs'])} and was not taken on since the last look.`;
    case 'wait-endless':
      return `${n('people')} stand here without a due time and without an event they wait for.`;
    case 'set-aside':
      return `${n('people')} set aside${text('problems') ? `: ${problemWords(text('problems'))}` : ''}.`;
    case 'lease-lost':
      return `${n('messages')} ${text('what')}, the first since ${length(details['lateMs'])}.`;
    case 'message-state':
      return `${n('messages')} messages whose state and end do not go together.`;
    case 'outbox-stuck':
      return `${n('messages')} messages wait${text('destination') ? ` for one destination (${text('destination')})` : ''}; the first is ${length(details['lateMs'])} late and was not tried since the last look.`;
    case 'destination-suspected':
      return `${n('domains')} ${details['domains'] === 1 ? 'domain' : 'domains'}, the first for ${length(details['lateMs'])}.`;
    case 'sender-failing':
      return `${n('missing')} records are missing or wrong.`;
    case 'sender-keys-old':
      return 'Keys that are changed now and then are worth less to whoever got hold of one.';
    case 'evidence-broken':
      return `Lane ${n('lane')}, record ${n('seq')}: ${FAULTS[text('fault')] ?? text('fault')}.`;
    case 'audit-broken':
      return `Entry ${n('seq')}: ${FAULTS[text('fault')] ?? text('fault')}.`;
    case 'clock-set-back':
      return `By ${length(details['backMs'])}.`;
    case 'worker-clock':
      return `It is ${length(Math.abs(Number(details['offsetMs'])))} ${Number(details['offsetMs']) > 0 ? 'ahead of' : 'behind'} the database.`;
    case 'job-failed':
      return `${n('jobs')} jobs.`;
    case 'changes-unheard':
      return `The oldest has waited for ${length(details['lateMs'])}.`;
    case 'keys-waiting':
    case 'keys-unusable':
      return `${n('people')} ${details['people'] === 1 ? 'person' : 'people'}.`;
    case 'inbound-unread':
      return `${n('mails')} accepted, the first ${length(details['lateMs'])} ago.`;
    case 'complaint-rate':
      return `${n('complaints')} reported it within a week, of ${n('accepted')} accepted.`;
    case 'check-failed':
      return text('problem');
    default:
      return code satisfies never;
  }
}

/** Why Stepwell stopped a journey, by the code beside it. */
export function stoppedWords(reason: string): string {
  return STOPPED[reason] ?? `The reason on record is ${reason}.`;
}

const STOPPED: Readonly<Record<string, string>> = {
  BREAKER_OPEN: 'It would have sent a contact more messages than its drawing allows. Nothing of that was sent.',
  SEGMENT_INVALID: 'A rule it uses names something that does not exist any more, so it cannot be answered.',
  ATTRIBUTE_INVALID:
    'One of its steps changes an attribute that is not of the kind it was when the journey was published.',
  JOURNEY_FILE_INVALID: 'Its published version cannot be read.',
};

/** `CODE 2, OTHER 1` in words; a code that has none is shown as it is. */
function problemWords(problems: string): string {
  return problems
    .split(', ')
    .map((one) => {
      const [code = '', people] = one.split(' ');
      return `${people} because ${PROBLEMS[code] ?? `of ${code}`}`;
    })
    .join(', ');
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CONTACT_UNREADABLE: 'their record cannot be opened',
  WRITE_REFUSED: 'the database refused what was to be written',
  BREAKER_OPEN: 'they would have been sent too much',
  JOURNEY_HAS_ERRORS: 'the journey led them round without a wait',
  UNKNOWN: 'of a fault that is not known',
};

const MEASURES: Readonly<Record<string, string>> = { here: 'People here now', entered: 'People who came in' };

const FAULTS: Readonly<Record<string, string>> = {
  gap: 'something is missing before it',
  chain: 'it does not follow the one before it',
  hash: 'its content was changed',
  head: 'it was there at the last look and is not, or is another one',
};

/** A span of milliseconds, roughly: `3 minutes`, `2 hours`, `5 days`. */
export function length(ms: unknown): string {
  const seconds = Math.round((typeof ms === 'number' ? ms : 0) / 1000);
  const units: [number, string][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, unit] = units.find(([size]) => seconds >= size * (size === 1 ? 0 : 2)) ?? [1, 'second'];
  const n = Math.round(seconds / size);
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
