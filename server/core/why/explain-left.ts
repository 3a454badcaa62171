import { type StepNode, TRIGGER } from '../graph/model.ts';
import type { PreparedStep } from '../graph/prepare.ts';
import { outletsOf } from '../graph/traverse.ts';
import { describeFilter } from '../segment/describe.ts';
import type { EventConfig } from '../steps/wait-for-event.ts';
import type { WaitConfig } from '../steps/wait-for-time.ts';
import { durationWords } from '../time/duration.ts';
import { contactZoneOf } from '../time/zone.ts';
import type { Why } from './answer.ts';
import { exitSentences, problemSentence } from './exit-words.ts';
import { type Question, tellReasons, tellValues } from './reasons.ts';
import { type Dossier, type LeftStep, type Replay, replay } from './replay.ts';
import { eventNoun, waitClause, zoneSentences } from './wait-words.ts';

/** Why a contact left a step by the outlet on record, or left the journey there. */
export function explainLeft(dossier: Dossier, left: LeftStep): Why {
  const done = replay(dossier, left.leftAt);
  const step = done.prepared.steps.get(left.step);
  const exit = /^exit:(.+)$/.exec(left.outlet)?.[1];
  const asked = questionsAt(dossier, done, left, exit === 'exit_criteria');
  const { reasons, values } = tell(dossier, done, asked);
  const reads = step?.type.reads?.(step.config) ?? [];
  const read = new Map(reads.filter((key) => !values.some((one) => one.key === key)).map((key) => [key, done.facts]));
  const words = exit === undefined ? passedWords(dossier, done, step, left) : exitWords(dossier, exit);
  return {
    about: exit === undefined ? 'passed' : 'left',
    at: left.leftAt,
    journey: { id: dossier.journey.id, name: dossier.journey.name, version: done.version },
    step: { id: left.step, name: step?.node.name ?? left.step, type: step?.node.type ?? '' },
    enrollmentId: dossier.enrollment.id,
    visit: left.visit,
    messageId: null,
    ...words,
    details: [...words.details, ...doubts(dossier, done, exit)],
    reasons,
    values: [...values, ...tellValues(dossier.contact, dossier.definitions, done.moment, read)],
    until: null,
    certain: ENGINE_EXITS.has(exit ?? '') ? null : done.agrees,
  };
}

/** Why they left before the first step, which leaves no visit. */
export function explainLeftTrigger(dossier: Dossier): Why {
  const { enrollment } = dossier;
  const at = enrollment.exitedAt ?? enrollment.enteredAt;
  return explainLeft(dossier, {
    step: TRIGGER,
    visit: 1,
    enteredAt: enrollment.enteredAt,
    leftAt: at,
    outlet: `exit:${enrollment.exitReason}`,
  });
}

/** The conditions a step asked when it was left; exit criteria only where one of them was why. */
function questionsAt(dossier: Dossier, done: Replay, left: LeftStep, criteria: boolean): Question[] {
  const { prepared, vocabulary, at } = done;
  const labels = labelsOf(prepared.steps.get(left.step));
  const questions: Question[] = [];
  for (const { step, visit, filter, facts, lastSend, met } of done.asked) {
    if (step !== left.step || (step !== TRIGGER && visit !== left.visit)) continue;
    const isExit = prepared.exit.includes(filter);
    if (isExit && !(criteria && met)) continue;
    const options = { vocabulary, now: at, zone: prepared.zone, journey: dossier.journey.id, lastSend };
    const label = isExit ? 'Exit criterion' : (labels.get(filter) ?? '');
    if (!questions.some((one) => one.filter === filter)) questions.push({ label, filter, facts, options });
  }
  return questions;
}

function tell(dossier: Dossier, done: Replay, questions: readonly Question[]) {
  try {
    return tellReasons(dossier.contact, dossier.definitions, done.moment, questions);
  } catch {
    // A rule that cannot be understood gives no reasons; the sentence says what happened.
    return { reasons: [], values: [] };
  }
}

/** What each filter of a step stands for: a branch's path by its label. */
function labelsOf(step: PreparedStep | undefined): Map<object, string> {
  const labels = new Map<object, string>();
  if (!step) return labels;
  const outlets = outletsOf(step.node);
  for (const [i, filter] of (step.type.filters?.(step.config) ?? []).entries())
    labels.set(filter, step.node.type === 'branch' ? (outlets[i]?.label ?? '') : '');
  return labels;
}

function passedWords(
  dossier: Dossier,
  done: Replay,
  step: PreparedStep | undefined,
  { outlet, enteredAt, leftAt }: LeftStep,
): { sentence: string; details: string[] } {
  if (!step) return { sentence: 'They passed a step that is no longer there.', details: [] };
  const { node, config } = step;
  const label = outletsOf(node).find(({ id }) => id === outlet)?.label ?? outlet;
  const attribute = (key: string) => done.vocabulary.attributes.get(key)?.label ?? key;
  const named = (id: string) => done.prepared.steps.get(id)?.node.name || id;
  switch (node.type) {
    case 'branch': {
      const taken = (step.type.filters?.(config) ?? [])[outletsOf(node).findIndex(({ id }) => id === outlet)];
      const because = taken
        ? `, the first path whose condition they met: ${describeFilter(taken, done.vocabulary)}.`
        : ': they met the condition of none of the paths.';
      return { sentence: `They took “${label}”${because}`, details: [] };
    }
    case 'send-email':
      return { sentence: 'The email was put into the outbox, once for this visit.', details: [] };
    case 'wait-for-time': {
      const wait = config as WaitConfig;
      const zones = { journey: done.prepared.zone, contact: contactZoneOf(done.facts) };
      const waited = leftAt > enteredAt ? 'They waited' : 'There was nothing to wait for: the wait is';
      return {
        sentence: `${waited} ${waitClause(wait, attribute)}; then it was over.`,
        details: zoneSentences(wait, zones, enteredAt, leftAt),
      };
    }
    case 'wait-for-event': {
      const wait = config as EventConfig;
      const noun = eventNoun(wait, { step: named, label: attribute, vocabulary: done.vocabulary });
      return outlet === 'timeout'
        ? { sentence: `It did not come in ${durationWords(wait.timeout)}. They waited for ${noun}.`, details: [] }
        : { sentence: `It came. They waited for ${noun}.`, details: [] };
    }
    case 'add-to-segment':
      return {
        sentence: `They were added to the segment “${setting(node.config, 'segment')}”.`,
        details: noSet(done, node),
      };
    case 'remove-from-segment':
      return {
        sentence: `They were taken out of the segment “${setting(node.config, 'segment')}”.`,
        details: noSet(done, node),
      };
    case 'split':
      return { sentence: `Chance, which is the same for a contact every time, gave them “${label}”.`, details: [] };
    case 'go-to':
      return { sentence: `They went on from here to “${targetName(node.config, named)}”.`, details: [] };
    default:
      return { sentence: `They left “${node.name || node.id}” by “${label}”.`, details: [] };
  }
}

/** A set that was deleted takes nobody in; the contact goes on all the same. */
function noSet({ vocabulary }: Replay, { config }: StepNode): string[] {
  const name = setting(config, 'segment');
  return vocabulary.segments.get(name) === null ? [] : [`But there was no set “${name}” then, so nothing was changed.`];
}

function setting(config: Record<string, unknown>, key: string): string {
  const value = config[key];
  return typeof value === 'string' ? value : '';
}

function targetName(config: Record<string, unknown>, named: (id: string) => string): string {
  const target = config['target'];
  return typeof target === 'object' && target !== null && 'step' in target ? named(String(target.step)) : 'a step';
}

function exitWords({ enrollment }: Dossier, exit: string): { sentence: string; details: string[] } {
  const sentence = exit in exitSentences ? exitSentences[exit as keyof typeof exitSentences] : `They left (${exit}).`;
  return { sentence, details: exit === 'poison' ? [problemSentence(enrollment.problem)] : [] };
}

/** Exits the engine decides by itself, without asking the drawing. */
const ENGINE_EXITS = new Set(['poison', 'journey_ended', 'contact_deleted']);

function doubts({ contact }: Dossier, done: Replay, exit: string | undefined): string[] {
  if (contact.unreadable)
    return ['Their record cannot be opened: it was altered outside Stepwell, or its key is gone.'];
  if (done.agrees || ENGINE_EXITS.has(exit ?? '')) return [];
  return ['What is kept of that moment does not explain this; the values shown are those known then.'];
}
