import type { PlannedStep, PublishPlan } from './plan.ts';
import type { SettingWords } from './setting-words.ts';
import type { Decision } from './version-plan.ts';

/** `Waits: 3 days → 1 day`; `Link: none → Book now`. */
export function changeWords({ setting, before, after }: SettingWords): string {
  if (before === null) return `${setting}: ${after ?? ''} (was not set)`;
  return `${setting}: ${before} → ${after ?? 'not set'}`;
}

/** What becomes of those who stand at a step, as one sentence; null when nothing does. `nameOf` names a step of the new version. */
export function happensWords(step: PlannedStep, nameOf: (id: string) => string): string | null {
  if (step.decision?.needed)
    return `${peopleWords(step.people)} ${step.people === 1 ? 'stands' : 'stand'} here: choose where they go`;
  if (step.decision) {
    const who = step.people > 0 ? peopleWords(step.people) : 'Whoever still comes here';
    return `${who} ${decisionWords(step.decision.decision, step.people <= 1, nameOf)}`;
  }
  if (step.people === 0 || !step.touched) return null;
  return `${peopleWords(step.people)} here ${step.people === 1 ? 'is' : 'are'} looked at again at once, by the new settings`;
}

function decisionWords(decision: Decision, one: boolean, nameOf: (id: string) => string): string {
  const does = (singular: string, plural: string) => (one ? singular : plural);
  switch (decision.kind) {
    case 'move':
      return `${does('moves', 'move')} to “${nameOf(decision.to)}”${decision.again ? ', also for a second time' : ''}`;
    case 'skip':
      return decision.to === null
        ? `${does('completes', 'complete')} the journey, since nothing that follows is left`
        : `${does('goes', 'go')} on to “${nameOf(decision.to)}”`;
    case 'exit':
      return `${does('leaves', 'leave')} the journey`;
    case 'begin':
      return `${does('begins', 'begin')} this step anew`;
    default:
      return decision satisfies never;
  }
}

function peopleWords(n: number): string {
  return n === 1 ? '1 person' : `${n} people`;
}

const MARKS: Record<PlannedStep['change'], string> = {
  removed: '-',
  replaced: '!',
  changed: '~',
  added: '+',
  unchanged: ' ',
};

/** A plan for a terminal: what differs, line by line, and what becomes of whom. Unchanged steps are left out. */
export function planLines({ steps, journey, everyone, people, problems }: PublishPlan): string[] {
  const names = new Map(steps.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? id;
  const lines = steps
    .filter(({ change }) => change !== 'unchanged')
    .flatMap((step) => [
      `${MARKS[step.change]} ${step.name} [${step.id}]`,
      ...step.words.map((words) => `    ${changeWords(words)}`),
      ...[happensWords(step, nameOf)].flatMap((words) => (words === null ? [] : [`    ${words}.`])),
      ...(step.pinned > 0 ? [`    ${step.pinned} stay on an older version.`] : []),
    ]);
  return [
    ...journey.map((words) => `~ ${changeWords(words)}`),
    ...(everyone ? ['    Everyone who waits is looked at again at once.'] : []),
    ...lines,
    `${people.follow} people follow, ${people.pinned} stay on an older version.`,
    ...problems.map(({ step, message }) => `! [${step}] ${message}`),
  ];
}
