import { stepType } from '../steps/registry.ts';
import type { Vocabulary } from '../segment/fields.ts';
import { carriedOver } from './carried.ts';
import { sameJson } from './diff.ts';
import { decideSteps } from './plan-decisions.ts';
import { type SettingWords, type Wording, renamesOf, settingWords } from './setting-words.ts';
import { type Graph, type StepNode, TRIGGER } from './model.ts';
import { sendsAllowedAfter } from './sends-allowed.ts';
import { edgeFrom, outletsFrom, stepOf } from './traverse.ts';
import { type Choices, type Decision, NO_PLAN, type VersionPlan } from './version-plan.ts';

/** What publishing a drawing means, for the drawing and for the people in it. Plain JSON: the screen, REST and the CLI show the same. */
export interface PublishPlan {
  /** Every step of either side: removed, replaced, changed, added, unchanged; within each as drawn. */
  steps: PlannedStep[];
  /** The journey's name, triggers and settings, as far as they differ. */
  journey: SettingWords[];
  /** Everyone who waits is looked at again at once, since the exit criteria or the time zone changed. */
  everyone: boolean;
  /** People who follow, and who stay on an older version, in all. */
  people: { follow: number; pinned: number };
  /** What is wrong with the choices or missing: publishing is refused until there is nothing. */
  problems: PlanProblem[];
}

export interface PlannedStep {
  id: string;
  name: string;
  type: string;
  /** `replaced`: another kind of step under the same id. */
  change: 'unchanged' | 'changed' | 'replaced' | 'removed' | 'added';
  /** What differs, setting by setting. */
  words: SettingWords[];
  /** Who stands here and follows to the new version, by where the versions published meanwhile have put them. */
  people: number;
  /** Who stands here on an older version and stays on it. */
  pinned: number;
  /** They are looked at again at once: their time or their event is worked out by the new settings. */
  touched: boolean;
  /** Only of removed and replaced steps. */
  decision: PlannedDecision | null;
}

export interface PlannedDecision {
  decision: Decision;
  /** A person chose it; otherwise it is what holds for who may come here until it is published. */
  chosen: boolean;
  /** People stand here, so somebody has to choose. */
  needed: boolean;
  /** Ways on out of the old step, and where each leads in the new version; null: to nothing that is left. */
  outlets: { outlet: string; label: string; to: string | null }[];
  /** Of those who would be moved, how many have been at that step before. */
  beenThere: number;
}

export interface PlanProblem {
  step: string;
  code: 'choice-needed' | 'not-open' | 'unknown-target' | 'unknown-outlet' | 'cannot-begin' | 'been-there';
  message: string;
}

export interface PlanInput {
  /** Null for a first version. */
  live: Graph | null;
  next: Graph;
  /** Who follows, by step; the trigger's are those who have not begun. */
  people?: Readonly<Record<string, number>>;
  /** Who stays on older versions, by step. */
  pinned?: Readonly<Record<string, number>>;
  choices?: Choices;
  /** Everyone in flight stays where they are. */
  pin?: boolean;
  /** By step whose people are moved: how many of them have been at the target. */
  beenThere?: Readonly<Record<string, number>>;
  /** What was stored with the live version. */
  before?: VersionPlan;
  vocabulary?: Vocabulary;
}

/** Works out the plan of publishing `next` over `live`. Pure, and never throws, whatever was drawn or chosen. */
export function planPublish(input: PlanInput): { plan: PublishPlan; stored: VersionPlan } {
  const { live, next, people = {}, pinned = {}, pin = false } = input;
  const from: Wording = { graph: live ?? next, vocabulary: input.vocabulary };
  const to: Wording = { graph: next, vocabulary: input.vocabulary };
  const { decided, problems } = decideSteps(input);
  const touched = new Set([...decided.keys(), ...touchedSteps(live, next)]);
  const steps = allSteps(input).map((id): PlannedStep => {
    const [before, after] = [live && stepOf(live, id), stepOf(next, id)];
    const node = after ?? before;
    const words = before && after ? stepWords(before, after, from, to) : [];
    return {
      id,
      name: node?.name || id,
      type: node?.type ?? '',
      change: changeOf(before, after, words),
      words,
      people: people[id] ?? 0,
      pinned: pinned[id] ?? 0,
      touched: touched.has(id),
      decision: decided.get(id) ?? null,
    };
  });
  const decisions = Object.fromEntries([...decided].map(([id, one]) => [id, one.decision]));
  const everyone = live !== null && concernsEveryone(live, next);
  const now = { decisions, touched: [...touched], everyone };
  const all = (of: Readonly<Record<string, number>>) => Object.values(of).reduce((sum, n) => sum + n, 0);
  return {
    plan: {
      steps: steps.toSorted((a, b) => ORDER[a.change] - ORDER[b.change]),
      journey: live ? journeyWords(live, next, from, to) : [],
      everyone,
      people: {
        follow: pin ? (people[TRIGGER] ?? 0) : all(people),
        pinned: all(pinned) + (pin ? all(people) - (people[TRIGGER] ?? 0) : 0),
      },
      problems,
    },
    stored: { ...now, pin, ...inherited(input, now) },
  };
}

/** What holds for people because of the versions they came through. */
function inherited(
  { live, next, before = NO_PLAN, vocabulary = NO_WORDS, people = {} }: PlanInput,
  now: Pick<VersionPlan, 'decisions' | 'touched'>,
): Pick<VersionPlan, 'sendsPerStep' | 'carried'> {
  const anyone = Object.values(people).some((n) => n > 0);
  if (!live) return { sendsPerStep: before.sendsPerStep, carried: anyone ? null : {} };
  return {
    sendsPerStep: sendsAllowedAfter(live, next, { decisions: now.decisions, before: before.sendsPerStep }),
    carried: anyone ? carriedOver(live, next, { before, now }, vocabulary) : {},
  };
}

const NO_WORDS: Vocabulary = { attributes: new Map(), lists: new Set(), segments: new Map() };

const ORDER: Record<PlannedStep['change'], number> = { removed: 0, replaced: 1, changed: 2, added: 3, unchanged: 4 };

function changeOf(
  before: StepNode | null,
  after: StepNode | null,
  words: readonly SettingWords[],
): PlannedStep['change'] {
  if (!after) return 'removed';
  if (!before) return 'added';
  if (before.type !== after.type) return 'replaced';
  return words.length > 0 ? 'changed' : 'unchanged';
}

/** Steps of the new drawing, of the old one, and those that only people still stand at. */
function allSteps({ live, next, people = {} }: PlanInput): string[] {
  const standing = Object.keys(people).filter((id) => id !== TRIGGER && (people[id] ?? 0) > 0);
  return [...new Set([...next.steps.map(({ id }) => id), ...(live?.steps ?? []).map(({ id }) => id), ...standing])];
}

/** Steps of `live` whose people have to be looked at again: gone, of another kind, or set otherwise. */
function touchedSteps(live: Graph | null, next: Graph): string[] {
  if (!live) return [];
  return live.steps
    .filter((step) => {
      const after = stepOf(next, step.id);
      return !after || after.type !== step.type || !sameJson(step.config, after.config);
    })
    .map(({ id }) => id);
}

function concernsEveryone(live: Graph, next: Graph): boolean {
  return live.settings.timezone !== next.settings.timezone || !sameJson(live.settings.exit, next.settings.exit);
}

function stepWords(before: StepNode, after: StepNode, from: Wording, to: Wording): SettingWords[] {
  const words: SettingWords[] = [];
  const add = (setting: string, a: string | null | undefined, b: string | null | undefined) => {
    if ((a || null) !== (b || null)) words.push({ setting, before: a || null, after: b || null });
  };
  add('Name', before.name, after.name);
  add('Kind of step', stepType(before.type)?.title ?? before.type, stepType(after.type)?.title ?? after.type);
  if (before.type === after.type) words.push(...settingWords(before.config, after.config, from, to));
  add('Note', before.note, after.note);
  words.push(...leadWords(before, after, from.graph, to.graph));
  return words;
}

/** Where each outlet leads, as far as it leads elsewhere now. An outlet that only got another name is compared with itself. */
function leadWords({ id, config: was }: StepNode, { config: is }: StepNode, live: Graph, next: Graph): SettingWords[] {
  const names = new Map(renamesOf(was, is).map(([old, now]) => [now, old]));
  const [old, now] = [outletsFrom(live, id), outletsFrom(next, id)];
  const outlets = new Map([...old, ...now].map((one) => [names.get(one.id) ?? one.id, one.label]));
  const targets = (graph: Graph, has: readonly { id: string }[]) =>
    new Map(
      has.map((one) => {
        const to = edgeFrom(graph, id, one.id)?.to;
        const words = to === undefined ? 'nowhere' : stepOf(graph, to)?.name || to;
        return [graph === next ? (names.get(one.id) ?? one.id) : one.id, { to: to ?? '', words }];
      }),
    );
  const [before, after] = [targets(live, old), targets(next, now)];
  return [...outlets].flatMap(([outlet, label]) => {
    const [a, b] = [before.get(outlet), after.get(outlet)];
    if (a?.to === b?.to) return [];
    const setting = outlets.size === 1 ? 'Leads to' : `“${label}” leads to`;
    return [{ setting, before: a?.words ?? null, after: b?.words ?? null }];
  });
}

function journeyWords(live: Graph, next: Graph, from: Wording, to: Wording): SettingWords[] {
  const { layout: _1, steps: _2, edges: _3, stepwell: _4, triggers: before, ...old } = live;
  const { layout: _5, steps: _6, edges: _7, stepwell: _8, triggers: after, ...now } = next;
  const most = Math.max(before.length, after.length);
  const triggers = Array.from({ length: most }, (_, i) =>
    settingWords(triggerParts(before[i]), triggerParts(after[i]), from, to).map((words) => ({
      ...words,
      setting: `Trigger${most > 1 ? ` ${i + 1}` : ''}: ${words.setting.toLowerCase()}`,
    })),
  );
  const first = (graph: Graph) => stepOf(graph, edgeFrom(graph, TRIGGER, 'entered')?.to ?? '');
  const [a, b] = [first(live), first(next)];
  const begins = a?.id === b?.id ? [] : [{ setting: 'Begins with', before: a?.name ?? null, after: b?.name ?? null }];
  return [
    ...settingWords({ name: old.name, ...old.settings }, { name: now.name, ...now.settings }, from, to),
    ...triggers.flat(),
    ...begins,
  ];
}

function triggerParts(trigger: Graph['triggers'][number] | undefined): object {
  return trigger ? { 'starts when': trigger.type, ...trigger.config, who: trigger.filter } : {};
}
