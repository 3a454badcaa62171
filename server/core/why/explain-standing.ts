import { TRIGGER } from '../graph/model.ts';
import { type PreparedStep, prepare } from '../graph/prepare.ts';
import { lastSendOf } from '../run/last-send.ts';
import type { Standing } from '../run/state.ts';
import type { Vocabulary } from '../segment/fields.ts';
import type { EventConfig } from '../steps/wait-for-event.ts';
import type { WaitConfig } from '../steps/wait-for-time.ts';
import { durationWords } from '../time/duration.ts';
import { afterDuration } from '../time/next-fire.ts';
import { contactZoneOf } from '../time/zone.ts';
import { stoppedWords } from '../watch/words.ts';
import type { Why } from './answer.ts';
import { definitionsAt } from './definitions.ts';
import { factsAt } from './record.ts';
import { tellReasons, tellValues } from './reasons.ts';
import type { Dossier } from './dossier.ts';
import { versionAt } from './replay.ts';
import { eventNoun, momentIn, waitClause, zoneSentences } from './wait-words.ts';

/** Why a contact still stands where they stand. @param now epoch milliseconds of the database clock. */
export function explainStanding(dossier: Dossier, now: number): Why {
  const { enrollment, journey, contact, definitions } = dossier;
  const version = versionAt(dossier, now);
  const prepared = version && prepare(version.graph);
  const step = prepared?.steps.get(enrollment.step);
  const facts = factsAt(contact, definitions, now);
  const { vocabulary } = definitionsAt(definitions, now);
  const zones = { journey: prepared?.zone ?? 'UTC', contact: contactZoneOf(facts) };
  const label = (key: string) => vocabulary.attributes.get(key)?.label ?? key;
  const named = (id: string) => prepared?.steps.get(id)?.node.name || id;
  const words = wordsOf(dossier, step, { zones, label, named, vocabulary, now });
  const filters = step?.node.type === 'wait-for-event' ? (step.type.filters?.(step.config) ?? []) : [];
  const lastSend = lastSendOf(null, facts, standingOf(dossier));
  const options = { vocabulary, now, zone: zones.journey, journey: journey.id, lastSend };
  const told = tellReasons(
    contact,
    definitions,
    now,
    filters.map((filter) => ({ label: 'Waits for', filter, facts, options })),
  );
  const read = new Map((step?.type.reads?.(step.config) ?? []).map((key) => [key, facts]));
  return {
    about: 'waiting',
    at: now,
    journey: { id: journey.id, name: journey.name, version: version?.version ?? null },
    step: { id: enrollment.step, name: step?.node.name ?? '', type: step?.node.type ?? '' },
    enrollmentId: enrollment.id,
    visit: enrollment.visit,
    messageId: null,
    ...words,
    details: [...pausedWords(dossier), ...setBackWords(dossier, now), ...words.details],
    reasons: told.reasons,
    values: [...told.values, ...tellValues(contact, definitions, now, read)],
    until: words.until ?? enrollment.dueAt,
    certain: null,
  };
}

interface Surroundings {
  zones: { journey: string; contact: string | null };
  label: (attribute: string) => string;
  named: (step: string) => string;
  vocabulary: Vocabulary;
  now: number;
}

function wordsOf(
  { enrollment, contact }: Dossier,
  step: PreparedStep | undefined,
  { zones, label, named, vocabulary, now }: Surroundings,
): { sentence: string; details: string[]; until?: number } {
  const { dueAt, enteredStepAt } = enrollment;
  if (dueAt !== null && dueAt <= now)
    return { sentence: 'It is their turn: the engine takes them on next.', details: [] };
  if (enrollment.step === TRIGGER) return { sentence: 'They have just entered and are about to set out.', details: [] };
  if (!step)
    return {
      sentence: 'The step they stand at is not in the live version; the next look takes them out.',
      details: [],
    };
  if (step.node.type === 'wait-for-time') {
    const wait = step.config as WaitConfig;
    const clause = waitClause(wait, label);
    if (dueAt === null)
      return {
        sentence: `They wait ${clause}, but there is no such date: they stay until there is one.`,
        details: zoneSentences(wait, zones, enteredStepAt, null),
      };
    const where = wait.zone === 'contact' ? (zones.contact ?? zones.journey) : zones.journey;
    return {
      sentence: `They wait ${clause}: until ${momentIn(where, dueAt)}.`,
      details: zoneSentences(wait, zones, enteredStepAt, dueAt),
    };
  }
  if (step.node.type === 'wait-for-event') {
    const wait = step.config as EventConfig;
    const noun = eventNoun(wait, { step: named, label, vocabulary });
    const until = afterDuration(zones.journey, enteredStepAt, wait.timeout);
    return {
      sentence: `They wait at most ${durationWords(wait.timeout)}, until ${momentIn(zones.journey, until)}, for ${noun}.`,
      details: judgingWords(contact, wait),
      until,
    };
  }
  return { sentence: `They stand at “${step.node.name || step.node.id}”.`, details: [] };
}

function judgingWords({ events }: Dossier['contact'], { event }: EventConfig): string[] {
  if (
    !events.some(({ kind, heldUntil }) => heldUntil !== undefined && (event.kind === 'filter' || kind === event.kind))
  )
    return [];
  return [
    'Something they may have done is being judged: a person or a machine? That takes a minute; until then it counts for nothing.',
  ];
}

/** Nobody can have come here later than now, unless the clock was set back since. */
function setBackWords({ enrollment: { enteredStepAt } }: Dossier, now: number): string[] {
  if (enteredStepAt <= now) return [];
  return [
    'The database’s clock was set back since they came here: whatever they wait for by the clock comes as much later.',
  ];
}

function pausedWords({ journey }: Dossier): string[] {
  if (journey.state !== 'paused') return [];
  return [
    journey.pausedReason === null
      ? 'The journey is paused: nobody in it moves until it is resumed.'
      : `The journey was stopped by Stepwell, and nobody in it moves until a person resumes it. ${stoppedWords(journey.pausedReason)}`,
  ];
}

function standingOf({ contact, enrollment }: Dossier): Standing {
  const { id, lane, journeyId, entryKey, step, visit, state, dueAt, waitingFor, enteredStepAt, enteredAt } = enrollment;
  const { contactId } = contact;
  return {
    enrollmentId: id,
    contactId,
    lane,
    journeyId,
    entryKey,
    step,
    visits: {},
    visit,
    state,
    dueAt,
    waitingFor,
    enteredStepAt,
    enteredAt,
    exitReason: null,
  };
}
