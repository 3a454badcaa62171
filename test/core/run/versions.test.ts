import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '#core/graph/model.ts';
import { MOVED, SKIPPED } from '#core/run/advance.ts';
import { versionFor } from '#core/run/fate.ts';
import { contact, DAY } from '../support.ts';
import { configs, graphs, people } from './any-journey.ts';
import { Crowd, type Member } from './crowd.ts';
import { anyChoices, type Pick, picker, redrawn } from './redrawn.ts';

interface Chain {
  first: Graph;
  spare: { type: string; config: Record<string, unknown> }[];
  who: ReturnType<typeof contact>[];
  chance: number[];
}

const chains: fc.Arbitrary<Chain> = fc.record({
  first: graphs,
  spare: fc.array(configs, { minLength: 8, maxLength: 8 }),
  who: fc.array(people, { minLength: 1, maxLength: 3 }),
  chance: fc.array(fc.nat(9999), { minLength: 400, maxLength: 400 }),
});

/** People at every step where one can rest, and some at the trigger; some have been elsewhere before. */
function populate(crowd: Crowd, who: Chain['who'], pick: Pick): void {
  for (const facts of who) {
    crowd.enter(facts);
    for (const step of crowd.versions.at(-1)!.graph.steps) {
      const been = crowd.versions.at(-1)!.graph.steps.filter(() => pick(4) === 0);
      crowd.put(facts, step.id, Object.fromEntries(been.map(({ id }) => [id, 1])));
    }
  }
}

function pass(crowd: Crowd, pick: Pick): void {
  crowd.now += pick(4) * DAY;
  for (const member of crowd.members) {
    const { waitingFor } = member.standing;
    if (waitingFor.length > 0 && pick(6) === 0) crowd.hear(member, waitingFor[pick(waitingFor.length)]!);
  }
}

/** A chain of versions, each published while some are being walked by the one before, with random choices, pins and events. */
function live({ first, spare, who, chance }: Chain, versions: number): Crowd {
  const pick = picker(chance);
  const crowd = new Crowd(first);
  populate(crowd, who, pick);
  crowd.tick();
  let graph = first;
  for (let n = 1; n < versions; n++) {
    pass(crowd, pick);
    if (pick(2) === 0) crowd.tick();
    const next = redrawn(graph, spare, pick);
    const choices = anyChoices(crowd.plan(next, {}, false).plan, next, pick);
    const pin = pick(4) === 0;
    expect(crowd.plan(next, choices, pin).plan.problems.filter(({ code }) => code !== 'not-open')).toEqual([]);
    const begun = crowd
      .due()
      .filter(() => pick(2) === 0)
      .map((member) => crowd.begin(member));
    crowd.publish(next, choices, pin);
    for (const walk of begun) crowd.commit(walk);
    // A paused journey, or a slow worker: nobody is woken or walked until the next version is there too.
    if (n === versions - 1 || pick(2) === 0) for (let v = 2; v <= crowd.live; v++) crowd.wake(v);
    if (pick(3) > 0) crowd.tick();
    for (const facts of who) if (pick(3) === 0) crowd.enter(facts);
    graph = next;
  }
  for (let v = 2; v <= crowd.live; v++) crowd.wake(v);
  crowd.tick();
  return crowd;
}

function standsSomewhere(crowd: Crowd, { standing, version }: Member): void {
  if (standing.exitReason !== null) {
    expect(standing).toMatchObject({ dueAt: null, waitingFor: [] });
    return;
  }
  const by = versionFor(version, crowd.live, crowd.pins);
  const { prepared } = crowd.versions[by - 1]!;
  expect(prepared.steps.has(standing.step), `${standing.step} in version ${by}`).toBe(true);
  expect(standing.dueAt !== null || standing.waitingFor.length > 0).toBe(true);
}

function addsUp(crowd: Crowd): void {
  for (const [step, { entered, passed, exited }] of crowd.counts) {
    const here = crowd.members.filter(({ standing }) => standing.exitReason === null && standing.step === step).length;
    expect(entered, step).toBe(here + passed + exited);
  }
  const out = [...crowd.counts.values()].reduce((sum, { exited }) => sum + exited, 0);
  expect(out).toBe(crowd.members.filter(({ standing }) => standing.exitReason !== null).length);
}

function nothingTwice(crowd: Crowd): void {
  for (const { sends, visits, version } of crowd.members) {
    expect(new Set(sends.map(({ step, visit }) => `${step}#${visit}`)).size).toBe(sends.length);
    expect(new Set(visits.map(({ step, visit }) => `${step}#${visit}`)).size).toBe(visits.length);
    for (const [i, visit] of visits.entries()) if (i > 0) expect(visit.enteredAt).toBe(visits[i - 1]!.leftAt);
    const perStep = new Map<string, number>();
    for (const { step } of sends) perStep.set(step, (perStep.get(step) ?? 0) + 1);
    for (const n of perStep.values()) expect(n).toBeLessThanOrEqual(crowd.allowed(version ?? crowd.live));
  }
}

describe('a thousand pairs of versions, with people everywhere', () => {
  for (const [name, versions] of [
    ['two versions', 2],
    ['three versions, the second of which may reach nobody before the third', 3],
    ['six versions in a row', 6],
  ] as const) {
    it(`${name}: nobody is lost, repeated or stuck, and the counts add up`, { timeout: 180_000 }, () => {
      fc.assert(
        fc.property(chains, (chain) => {
          const crowd = live(chain, versions);
          for (const member of crowd.members) standsSomewhere(crowd, member);
          addsUp(crowd);
          nothingTwice(crowd);
          crowd.release();
          crowd.runOut();
          for (const member of crowd.members) {
            standsSomewhere(crowd, member);
            // Only who waits for something that has no time of its own is still there.
            if (member.standing.exitReason === null) expect(member.standing.dueAt).toBeNull();
          }
          addsUp(crowd);
          nothingTwice(crowd);
        }),
        { numRuns: versions === 2 ? 1000 : versions === 3 ? 300 : 100 },
      );
    });
  }

  it('does move, send on, take out and keep people: the property is not true for want of them', () => {
    const seen = new Map<string, number>();
    const tally = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
    for (const chain of fc.sample(chains, { numRuns: 200, seed: 7 })) {
      const crowd = live(chain, 3);
      for (const { visits, standing, version } of crowd.members) {
        for (const { outlet } of visits) if (outlet === MOVED || outlet === SKIPPED) tally(outlet);
        tally(standing.exitReason ?? 'here');
        if (
          standing.exitReason === null &&
          version !== null &&
          versionFor(version, crowd.live, crowd.pins) < crowd.live
        )
          tally('pinned');
      }
    }
    for (const what of [MOVED, SKIPPED, 'step_removed', 'loop_prevented', 'completed', 'here', 'pinned'])
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(10);
  });
});
