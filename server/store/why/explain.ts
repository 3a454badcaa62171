import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { TRIGGER } from '#core/graph/model.ts';
import type { Why } from '#core/why/answer.ts';
import { explainLeft, explainLeftTrigger } from '#core/why/explain-left.ts';
import { explainMessage } from '#core/why/explain-message.ts';
import { explainMissed } from '#core/why/explain-missed.ts';
import { explainNever } from '#core/why/explain-never.ts';
import { stoppedWords } from '#core/watch/words.ts';
import { explainStanding } from '#core/why/explain-standing.ts';
import type { ContactRecord } from '#core/why/record.ts';
import { type Dossier, type EnrollmentRecord, type JourneyRecord, type LeftStep, inOrder } from '#core/why/replay.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { readContactRecord } from './read-contact.ts';
import { readDefinitions } from './read-definitions.ts';
import { readEnrollments, readJourneyRecord } from './read-journey.ts';
import { readMessageCase } from './read-message.ts';

/** What is asked about a contact. */
export const aboutSchema = z.union([
  /** Why did they take this outlet, or leave here? */
  z.strictObject({ enrollment: z.uuid(), step: z.string().max(63), visit: z.int().min(1) }),
  /** Why are they where they are in this enrollment, or why is it over? */
  z.strictObject({ enrollment: z.uuid() }),
  z.strictObject({ message: z.uuid() }),
  /** Why did they come to this step, or never come to it? */
  z.strictObject({ journey: z.uuid(), step: z.string().max(63) }),
  /** Their whole way through a journey. */
  z.strictObject({ journey: z.uuid() }),
]);
export type About = z.infer<typeof aboutSchema>;

/** Steps of one way explained in one answer, the last ones. */
const MOST_STEPS = 100;

/**
 * Answers "why?" about a contact, with what was true at each moment. The values in the answer are closed.
 * @throws Failure NOT_FOUND when there is no such contact, journey, enrollment, visit or message.
 */
export async function explainWhy(sql: Sql, seal: Seal, contactId: string, about: About): Promise<Why[]> {
  const contact = await readContactRecord(sql, seal, contactId);
  if (!contact) throw new Failure('NOT_FOUND', { contact: contactId });
  const file = await openFile(sql, contact);
  if ('message' in about) return [await aboutMessage(sql, seal, file, about.message)];
  if ('enrollment' in about) {
    const dossier = await file.dossierOf(about.enrollment);
    return ['step' in about ? aboutVisit(dossier, about.step, about.visit) : whereNow(file, dossier)];
  }
  const journey = await file.journey(about.journey);
  const enrollments = await readEnrollments(sql, contactId, journey.id);
  const dossiers = enrollments.map((enrollment) => ({ ...file.rest, journey, enrollment }));
  if (dossiers.length === 0) return [explainNever({ ...file.rest, journey }, file.now)];
  if ('step' in about) return aboutStep(file, dossiers, about.step);
  return dossiers.flatMap((dossier) => theWay(file, dossier));
}

interface File {
  now: number;
  rest: Pick<Dossier, 'contact' | 'definitions'>;
  journey(id: string): Promise<JourneyRecord>;
  dossierOf(enrollmentId: string): Promise<Dossier>;
}

async function openFile(sql: Sql, contact: ContactRecord): Promise<File> {
  const rest = { contact, definitions: await readDefinitions(sql) };
  const journey = async (id: string) => {
    const found = await readJourneyRecord(sql, id);
    if (!found) throw new Failure('NOT_FOUND', { journey: id });
    return found;
  };
  return {
    now: await now(sql),
    rest,
    journey,
    async dossierOf(enrollmentId) {
      const all = await readEnrollments(sql, contact.contactId, null);
      const enrollment = all.find(({ id }) => id === enrollmentId);
      if (!enrollment) throw new Failure('NOT_FOUND', { enrollment: enrollmentId });
      return { ...rest, journey: await journey(enrollment.journeyId), enrollment };
    },
  };
}

function aboutVisit(dossier: Dossier, step: string, visit: number): Why {
  const left = dossier.enrollment.visits.find((one) => one.step === step && one.visit === visit);
  if (!left) throw new Failure('NOT_FOUND', { enrollment: dossier.enrollment.id, step, visit });
  return readable(dossier, () => explainLeft(dossier, left));
}

function whereNow({ now }: File, dossier: Dossier): Why {
  const { exitReason, step, visit } = dossier.enrollment;
  if (exitReason === null) return readable(dossier, () => explainStanding(dossier, now));
  if (step === TRIGGER) return readable(dossier, () => explainLeftTrigger(dossier));
  return aboutVisit(dossier, step, visit);
}

function aboutStep(file: File, dossiers: readonly Dossier[], step: string): Why[] {
  const visits = dossiers.flatMap((dossier) =>
    dossier.enrollment.visits.filter((one) => one.step === step).map(({ visit }) => aboutVisit(dossier, step, visit)),
  );
  const here = dossiers
    .filter(({ enrollment }) => enrollment.step === step && enrollment.exitReason === null)
    .map((dossier) => whereNow(file, dossier));
  if (visits.length + here.length > 0) return [...visits, ...here];
  const last = dossiers.at(-1)!;
  return [readable(last, () => explainMissed(last, step, file.now))];
}

function theWay(file: File, dossier: Dossier): Why[] {
  const { visits, exitReason, step } = dossier.enrollment;
  const passed = readableOrder(dossier, visits.slice(-MOST_STEPS)).map((left) =>
    readable(dossier, () => explainLeft(dossier, left)),
  );
  return exitReason === null || step === TRIGGER ? [...passed, whereNow(file, dossier)] : passed;
}

function readableOrder(dossier: Dossier, visits: readonly LeftStep[]): LeftStep[] {
  try {
    return inOrder(dossier, visits);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [...visits];
  }
}

async function aboutMessage(sql: Sql, seal: Seal, file: File, messageId: string): Promise<Why> {
  const message = await readMessageCase(sql, seal, file.rest.contact, messageId);
  if (!message) throw new Failure('NOT_FOUND', { message: messageId });
  const dossier = await file.dossierOf(message.enrollmentId).catch(async (error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    // A message of no enrollment's (a campaign's, a resend): the contact and the journey are enough to explain it.
    return {
      ...file.rest,
      journey: await file.journey(message.journeyId),
      enrollment: noEnrollment(message, file.now),
    };
  });
  return readable(dossier, () => explainMessage(dossier, message, file.now));
}

/** A stored version that this Stepwell cannot read explains nothing, and that is the answer. */
function readable({ journey, enrollment }: Dossier, explain: () => Why): Why {
  try {
    return explain();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      about: enrollment.exitReason === null ? 'waiting' : 'left',
      at: enrollment.exitedAt,
      journey: { id: journey.id, name: journey.name, version: null },
      step: { id: enrollment.step, name: '', type: '' },
      enrollmentId: enrollment.id,
      visit: enrollment.visit,
      messageId: null,
      sentence: 'The version of the journey they followed cannot be read any more, so why is not known.',
      details:
        journey.pausedReason === null
          ? []
          : [`The journey was stopped by Stepwell. ${stoppedWords(journey.pausedReason)}`],
      reasons: [],
      values: [],
      until: enrollment.dueAt,
      certain: null,
    };
  }
}

function noEnrollment(
  {
    enrollmentId,
    journeyId,
    step,
    visit,
    queuedAt,
  }: { enrollmentId: string; journeyId: string; step: string; visit: number; queuedAt: number },
  now: number,
): EnrollmentRecord {
  return {
    id: enrollmentId,
    journeyId,
    lane: 0,
    entryKey: '',
    pinnedVersion: null,
    enteredAt: queuedAt,
    step,
    visit,
    state: 'completed',
    dueAt: null,
    waitingFor: [],
    enteredStepAt: queuedAt,
    exitReason: 'completed',
    exitedAt: now,
    problem: null,
    visits: [],
  };
}
