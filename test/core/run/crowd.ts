import type { Graph } from '#core/graph/model.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { placed, type StandingGroup } from '#core/graph/placed.ts';
import { type PublishPlan, planPublish } from '#core/graph/plan.ts';
import { type PreparedGraph, prepare } from '#core/graph/prepare.ts';
import { sendsAllowed } from '#core/graph/sends-allowed.ts';
import { type Choices, NO_PLAN, type VersionPlan } from '#core/graph/version-plan.ts';
import type { Advance, VisitRecord } from '#core/run/advance.ts';
import { fateOf, versionFor } from '#core/run/fate.ts';
import type { Standing, Wake } from '#core/run/state.ts';
import type { ContactFacts } from '#core/segment/fields.ts';
import { walkOne } from '#engine/walk-one.ts';
import { atStart, NOW, vocabulary } from '../support.ts';

export interface Member {
  facts: ContactFacts;
  standing: Standing;
  /** The version it walked last by. */
  version: number | null;
  wakes: Wake[];
  visits: VisitRecord[];
  sends: { step: string; visit: number }[];
}

/** A walk that was worked out and not written yet. */
export interface Begun {
  member: Member;
  by: number;
  result: Advance;
}

/**
 * Everyone in one journey in memory: rows, counters and outbox as the database keeps them, versions as they are published,
 * and walks that take time, so that a version can come in between. What becomes of anyone is decided by the core alone.
 */
export class Crowd {
  now = NOW;
  readonly members: Member[] = [];
  readonly versions: { graph: Graph; prepared: PreparedGraph; plan: VersionPlan }[] = [];
  readonly pins: number[] = [];
  readonly counts = new Map<string, { entered: number; passed: number; exited: number }>();

  constructor(first: Graph) {
    this.versions.push({ graph: first, prepared: prepare(first), plan: NO_PLAN });
  }

  get live(): number {
    return this.versions.length;
  }

  enter(facts: ContactFacts): Member {
    const standing = atStart({ dueAt: this.now, enteredAt: this.now, enteredStepAt: this.now });
    const member: Member = { facts, standing, version: null, wakes: [], visits: [], sends: [] };
    this.members.push(member);
    this.#count(TRIGGER, 'entered');
    return member;
  }

  /** Someone who has just come to a step of the live version, and has walked `visits` before. */
  put(facts: ContactFacts, step: string, visits: Readonly<Record<string, number>>): void {
    const member = this.enter(facts);
    this.#count(TRIGGER, 'passed');
    const visit = (visits[step] ?? 0) + 1;
    member.standing = { ...member.standing, step, visit, visits: { ...visits, [step]: visit } };
    member.version = this.live;
    this.#count(step, 'entered');
  }

  due(): Member[] {
    return this.members.filter(
      ({ standing: { exitReason, dueAt } }) => exitReason === null && dueAt !== null && dueAt <= this.now,
    );
  }

  begin(member: Member): Begun {
    const { standing, version, wakes, facts } = member;
    const by = versionFor(version, this.live, this.pins);
    const { prepared } = this.versions[by - 1]!;
    const fate = fateOf(standing.step, version === null ? [] : this.#plansBetween(version, by));
    const result = walkOne(
      { standing, version, follows: by, wakes, problem: null },
      { prepared, facts, vocabulary, now: this.now, fate },
    );
    return { member, by, result };
  }

  commit({ member, by, result }: Begun): void {
    member.standing = result.standing;
    member.version = by;
    member.wakes = [];
    member.visits.push(...result.visits);
    for (const command of result.commands) if (command.kind === 'send') member.sends.push(command);
    for (const { step, measure } of result.counts) this.#count(step, measure);
  }

  tick(): number {
    const due = this.due();
    for (const member of due) this.commit(this.begin(member));
    return due.length;
  }

  /** What publishing would mean now; as `planOf` of the stores works it out. */
  plan(next: Graph, choices: Choices, pin: boolean): { plan: PublishPlan; stored: VersionPlan } {
    const groups = this.members
      .filter(({ standing }) => standing.exitReason === null)
      .map(({ version, standing: { step } }): StandingGroup => ({ version, step, people: 1 }));
    const plans = new Map(this.versions.map(({ plan }, i) => [i + 1, plan]));
    const { follow } = placed(groups, { live: this.live, pins: this.pins, plans });
    const { graph, plan: before } = this.versions.at(-1)!;
    return planPublish({ live: graph, next, people: follow, choices, pin, before });
  }

  publish(next: Graph, choices: Choices, pin: boolean): void {
    const { stored } = this.plan(next, choices, pin);
    this.versions.push({ graph: next, prepared: prepare(next), plan: stored });
    if (pin) this.pins.push(this.live);
  }

  /** As `wakeForVersions` does, once all walks begun before the version are written. */
  wake(version: number): void {
    const { touched, everyone } = this.versions[version - 1]!.plan;
    const below = Math.max(0, ...this.pins.filter((pin) => pin <= version));
    for (const member of this.members) {
      const { standing, version: by } = member;
      if (standing.exitReason !== null || by === null || by >= version || by < below) continue;
      const mine = touched.includes(standing.step);
      if ((!mine && !everyone) || (standing.dueAt !== null && standing.dueAt <= this.now)) continue;
      member.standing = { ...standing, dueAt: this.now };
      member.wakes.push({ kind: mine ? 'reconsider' : 'due' });
    }
  }

  /** Everyone kept on an older version may go on. */
  release(): void {
    const from = Math.min(this.live + 1, ...this.pins);
    this.pins.length = 0;
    for (let version = from; version <= this.live; version++) this.wake(version);
  }

  /** Something a member waits for happens. */
  hear(member: Member, key: string): void {
    if (!member.standing.waitingFor.includes(key)) return;
    member.standing = { ...member.standing, dueAt: Math.min(member.standing.dueAt ?? Infinity, this.now) };
    member.wakes.push({ kind: 'event', key, at: this.now });
  }

  /** Lives on until nobody is due any more. Throws when that does not come. */
  runOut(): void {
    for (let turn = 0; turn < 3000; turn++) {
      if (this.tick() > 0) continue;
      const next = Math.min(...this.members.map(({ standing }) => standing.dueAt ?? Infinity));
      if (next === Infinity) return;
      this.now = Math.max(this.now, next);
    }
    throw new Error('People go on being due for ever.');
  }

  /** What one send step may make for someone who walks by this version. */
  allowed(version: number): number {
    const { plan, graph } = this.versions[version - 1]!;
    return plan.sendsPerStep ?? sendsAllowed(graph);
  }

  #plansBetween(from: number, to: number): VersionPlan[] {
    return this.versions.slice(from, to).map(({ plan }) => plan);
  }

  #count(step: string, measure: string): void {
    const one = this.counts.get(step) ?? { entered: 0, passed: 0, exited: 0 };
    one[measure.split(':')[0] as keyof typeof one]++;
    this.counts.set(step, one);
  }
}
