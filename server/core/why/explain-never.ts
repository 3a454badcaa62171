import { describeFilter } from '../segment/describe.ts';
import type { Why } from './answer.ts';
import { type Definitions, definitionsAt } from './definitions.ts';
import { type ContactRecord, factsAt } from './record.ts';
import { tellReasons } from './reasons.ts';
import type { JourneyRecord } from './replay.ts';

/** Why a contact was never in a journey: whether they meet, as things are now, what its triggers ask of whom they let in. */
export function explainNever(
  { contact, definitions, journey }: { contact: ContactRecord; definitions: Definitions; journey: JourneyRecord },
  now: number,
): Why {
  const version = journey.versions.at(-1);
  const { vocabulary } = definitionsAt(definitions, now);
  const facts = factsAt(contact, definitions, now);
  const zone = version?.graph.settings.timezone ?? 'UTC';
  const questions = (version?.graph.triggers ?? []).flatMap(({ type, filter }) =>
    filter
      ? [{ label: `Trigger: ${type}`, filter, facts, options: { vocabulary, now, zone, journey: journey.id } }]
      : [],
  );
  let told: ReturnType<typeof tellReasons> = { reasons: [], values: [] };
  const details: string[] = [];
  try {
    told = tellReasons(contact, definitions, now, questions);
    for (const { filter } of questions) details.push(`It takes in whoever ${describeFilter(filter, vocabulary)}.`);
  } catch {
    details.push('Whom it takes in cannot be understood: a name in its rule does not exist any more.');
  }
  if (!version) details.push('It was never published.');
  else if (journey.state !== 'live') details.push(`It is ${journey.state} now.`);
  return {
    about: 'never-entered',
    at: null,
    journey: { id: journey.id, name: journey.name, version: version?.version ?? null },
    step: null,
    enrollmentId: null,
    visit: null,
    messageId: null,
    sentence: `They were never in “${journey.name}”.`,
    details,
    ...told,
    until: null,
    certain: null,
  };
}
