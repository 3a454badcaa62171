import { describe, expect, it } from 'vitest';
import { planPublish } from '#core/graph/plan.ts';
import { happensWords, planLines } from '#core/graph/plan-words.ts';
import type { Choices } from '#core/graph/version-plan.ts';
import { journey, vocabulary } from '../support.ts';

const mail = (next: Record<string, string>) => ['send-email', { template: 'Welcome' }, next] as const;
const three = { mode: 'duration', duration: 'P3D' };

const live = journey({
  mail: [...mail({ sent: 'wait' })],
  wait: ['wait-for-time', three, { done: 'listen' }],
  listen: ['wait-for-event', { event: { kind: 'open' }, timeout: 'P7D' }, { happened: 'thanks', timeout: 'remind' }],
  thanks: ['end', {}],
  remind: [...mail({ sent: 'over' })],
  over: ['end', {}],
});
const people = { trigger: 2, wait: 10, listen: 5 };

const without = (id: string) =>
  journey({
    mail: [...mail({ sent: id === 'wait' ? 'listen' : 'wait' })],
    ...(id === 'wait'
      ? {}
      : { wait: ['wait-for-time', three, { done: id === 'listen' ? 'thanks' : 'listen' }] as const }),
    ...(id === 'listen'
      ? {}
      : {
          listen: [
            'wait-for-event',
            { event: { kind: 'open' }, timeout: 'P7D' },
            { happened: 'thanks', timeout: id === 'remind' ? 'over' : 'remind' },
          ] as const,
        }),
    thanks: ['end', {}],
    ...(id === 'remind' ? {} : { remind: [...mail({ sent: 'over' })] as const }),
    over: ['end', {}],
  });

function planned(next = without('listen'), more: Partial<Parameters<typeof planPublish>[0]> = {}) {
  const { plan, stored } = planPublish({ live, next, people, vocabulary, ...more });
  return { plan, stored, step: (id: string) => plan.steps.find((one) => one.id === id)! };
}
const choose = (choices: Choices, more = {}) => planned(undefined, { choices, ...more });

describe('the plan of a publish', () => {
  it('says of a changed wait what it was and is, and that who stands there is looked at again', () => {
    const next = {
      ...live,
      steps: live.steps.map((one) =>
        one.id === 'wait' ? { ...one, config: { mode: 'duration', duration: 'P1D' } } : one,
      ),
    };
    const { plan, step, stored } = planned(next);
    expect(step('wait')).toMatchObject({
      change: 'changed',
      people: 10,
      touched: true,
      decision: null,
      words: [{ setting: 'Waits', before: '3 days', after: '1 day' }],
    });
    expect(plan.problems).toEqual([]);
    expect(stored).toMatchObject({ touched: ['wait'], decisions: {} });
    expect(happensWords(step('wait'), (id) => id)).toBe(
      '10 people here are looked at again at once, by the new settings',
    );
  });

  it('touches nobody for a new name or a new way on, but says so', () => {
    const next = {
      ...live,
      steps: live.steps.map((one) => (one.id === 'wait' ? { ...one, name: 'Pause' } : one)),
      edges: live.edges.map((edge) => (edge.from === 'wait' ? { ...edge, to: 'over' } : edge)),
    };
    const { step, stored } = planned(next);
    expect(step('wait').words).toEqual([
      { setting: 'Name', before: 'wait', after: 'Pause' },
      { setting: 'Leads to', before: 'listen', after: 'over' },
    ]);
    expect(step('wait').touched).toBe(false);
    expect(stored.touched).toEqual([]);
  });

  it('asks for a choice where people stand at a removed step, naming it, and for none where nobody does', () => {
    const { plan, step } = planned();
    expect(plan.problems).toMatchObject([{ step: 'listen', code: 'choice-needed' }]);
    expect(plan.problems[0]!.message).toContain('5 people stand at “listen”, which is removed');
    expect(step('listen').decision).toMatchObject({ needed: true, chosen: false });
    const nobody = planned(undefined, { people: { wait: 10 } });
    expect(nobody.plan.problems).toEqual([]);
    expect(nobody.stored.decisions).toEqual({ listen: { kind: 'skip', outlet: 'timeout', to: 'remind' } });
  });

  it('asks for nothing when who is in flight stays, counts them as staying, and still decides for their release', () => {
    const { plan, stored } = planned(undefined, { pin: true });
    expect(plan.problems).toEqual([]);
    expect(plan.people).toEqual({ follow: 2, pinned: 15 });
    expect(stored).toMatchObject({ pin: true, decisions: { listen: { kind: 'skip', to: 'remind' } } });
  });

  it('knows where each way out of a removed step leads, past steps that are gone too', () => {
    const next = journey({
      mail: [...mail({ sent: 'wait' })],
      wait: ['wait-for-time', three, { done: 'over' }],
      over: ['end', {}],
    });
    expect(planned(next).step('listen').decision!.outlets).toEqual([
      { outlet: 'happened', label: 'Happened', to: null },
      { outlet: 'timeout', label: 'Timed out', to: 'over' },
    ]);
  });

  it.each([
    ['a step that is not there', { kind: 'move', to: 'nowhere' }, 'unknown-target'],
    ['the removed step itself', { kind: 'move', to: 'listen' }, 'unknown-target'],
    ['an outlet it never had', { kind: 'skip', outlet: 'sent' }, 'unknown-outlet'],
    ['beginning what is gone', { kind: 'begin' }, 'cannot-begin'],
  ] as const)('refuses %s as a choice', (_, choice, code) => {
    expect(choose({ listen: choice }).plan.problems).toMatchObject([{ step: 'listen', code }]);
  });

  it('refuses a choice for a step that nobody asked about', () => {
    expect(choose({ listen: { kind: 'exit' }, wait: { kind: 'exit' } }).plan.problems).toMatchObject([
      { step: 'wait', code: 'not-open' },
    ]);
  });

  it('asks what becomes of those who have been at the target before, and takes either answer', () => {
    const been = { beenThere: { listen: 3 } };
    expect(choose({ listen: { kind: 'move', to: 'mail' } }, been).plan.problems).toMatchObject([
      { step: 'listen', code: 'been-there' },
    ]);
    for (const again of [true, false]) {
      const { plan, stored } = choose({ listen: { kind: 'move', to: 'mail', again } }, been);
      expect(plan.problems).toEqual([]);
      expect(stored.decisions).toEqual({ listen: { kind: 'move', to: 'mail', again } });
    }
    expect(choose({ listen: { kind: 'move', to: 'mail' } }, { beenThere: { listen: 0 } }).plan.problems).toEqual([]);
  });

  it('treats another kind of step under the same id as a step that is gone, which may be begun anew', () => {
    const next = {
      ...live,
      steps: live.steps.map((one) => (one.id === 'wait' ? { ...one, type: 'end', config: {} } : one)),
      edges: live.edges.filter(({ from }) => from !== 'wait'),
    };
    const { plan, step, stored } = planned(next);
    expect(step('wait')).toMatchObject({ change: 'replaced', decision: { needed: true, decision: { kind: 'begin' } } });
    expect(step('wait').words[0]).toEqual({ setting: 'Kind of step', before: 'Wait for time', after: 'End' });
    expect(plan.problems).toMatchObject([{ step: 'wait', code: 'choice-needed' }]);
    expect(stored.touched).toEqual(['wait']);
  });

  it('tells of paths taken away, renamed and relabelled, in words', () => {
    const branch = (paths: { id: string; label: string; filter: unknown }[]) =>
      journey({ which: ['branch', { paths }, { otherwise: 'over' }], over: ['end', {}] });
    const texans = { segment: 'Texans' };
    const of = (a: Parameters<typeof branch>[0], b: Parameters<typeof branch>[0]) =>
      planPublish({ live: branch(a), next: branch(b) }).plan.steps.find(({ id }) => id === 'which')!.words;
    const path = { id: 'a', label: 'Texas', filter: texans };
    expect(of([path], [{ ...path, id: 'b' }])).toEqual([
      { setting: 'Path', before: 'called “a”', after: 'called “b”' },
    ]);
    expect(of([path], [{ ...path, label: 'From Texas' }])).toEqual([
      { setting: 'Path “From Texas”: label', before: 'Texas', after: 'From Texas' },
    ]);
    expect(of([path, { id: 'c', label: 'Invited', filter: { segment: 'Invited' } }], [path])).toContainEqual({
      setting: 'Path “Invited”: filter',
      before: 'is in the segment “Invited”',
      after: null,
    });
  });

  it('tells of triggers, settings and exit criteria, and looks at everyone again for another time zone or criterion', () => {
    const next = journey({}, { timezone: 'Europe/Berlin', priority: 2, exit: [{ segment: 'Invited' }] });
    const { plan, stored } = planned({
      ...live,
      settings: next.settings,
      triggers: [{ type: 'api-event', config: { name: 'asked' } }],
    });
    expect(plan.journey).toEqual([
      { setting: 'Priority', before: '5', after: '2' },
      { setting: 'Time zone', before: 'America/Chicago', after: 'Europe/Berlin' },
      { setting: 'Leaves when the contact', before: null, after: 'is in the segment “Invited”' },
      { setting: 'Trigger: starts when', before: 'manual', after: 'api-event' },
      { setting: 'Trigger: name', before: null, after: 'asked' },
    ]);
    expect(stored).toMatchObject({ touched: [], everyone: true });
    const { exit, timezone } = next.settings;
    for (const settings of [{ exit }, { timezone }])
      expect(planned({ ...live, settings: { ...live.settings, ...settings } }).stored.everyone).toBe(true);
    expect(planned({ ...live, settings: { ...live.settings, priority: 1 } }).stored.everyone).toBe(false);
  });

  it('finds people at steps that neither drawing has', () => {
    const { plan } = planned(live, { people: { ...people, lost: 1 } });
    expect(plan.problems).toMatchObject([{ step: 'lost', code: 'choice-needed' }]);
    expect(
      planned(live, { people: { lost: 1 }, choices: { lost: { kind: 'move', to: 'over' } } }).plan.problems,
    ).toEqual([]);
  });

  it('is the same for a first version as everything new', () => {
    const { plan, stored } = planPublish({ live: null, next: live });
    expect(plan.steps.every(({ change }) => change === 'added')).toBe(true);
    expect(stored).toMatchObject({ decisions: {}, touched: [], pin: false });
  });

  it('is written line by line for a terminal, with what is still to be chosen', () => {
    expect(planLines(planned().plan)).toEqual([
      '- listen [listen]',
      '    5 people stand here: choose where they go.',
      '~ wait [wait]',
      '    Leads to: listen → thanks',
      '17 people follow, 0 stay on an older version.',
      '! [listen] 5 people stand at “listen”, which is removed: choose where they go.',
    ]);
  });

  it('keeps what people were chosen by: a branch on health that is removed still classes the mail after it', () => {
    const ill = { attribute: 'conditions', op: 'contains', value: 'asthma' };
    const before = journey({
      which: ['branch', { paths: [{ id: 'ill', label: '', filter: ill }] }, { ill: 'wait', otherwise: 'over' }],
      wait: ['wait-for-time', three, { done: 'mail' }],
      mail: [...mail({ sent: 'over' })],
      over: ['end', {}],
    });
    const after = journey({
      wait: ['wait-for-time', three, { done: 'mail' }],
      mail: [...mail({ sent: 'over' })],
      over: ['end', {}],
    });
    const { stored } = planPublish({ live: before, next: after, people: { wait: 1 }, vocabulary });
    expect(stored.carried).toEqual({ mail: ['conditions'], over: ['conditions'], wait: ['conditions'] });
    const third = planPublish({ live: after, next: after, people: { wait: 1 }, before: stored, vocabulary });
    expect(third.stored.carried).toEqual(stored.carried);
    expect(planPublish({ live: before, next: after, people: {}, vocabulary }).stored.carried).toEqual({});
  });
});
