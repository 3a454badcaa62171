import { describe, expect, it } from 'vitest';
import type { Graph } from '#core/graph/model.ts';
import { prepare } from '#core/graph/prepare.ts';
import { phi } from '#core/phi.ts';
import { advance, type Advance } from '#core/run/advance.ts';
import { leave } from '#core/run/leave.ts';
import type { Standing, Wake } from '#core/run/state.ts';
import type { ContactFacts } from '#core/segment/fields.ts';
import { atStart, contact, DAY, event, journey, JOURNEY, NOW, vocabulary } from '../support.ts';

function walk(
  graph: Graph,
  given: { standing?: Standing; wake?: Wake; facts?: ContactFacts; now?: number; zone?: string } = {},
): Advance {
  return advance({
    prepared: prepare(graph),
    standing: given.standing ?? atStart(),
    wake: given.wake ?? { kind: 'start' },
    facts: given.facts ?? contact(),
    vocabulary,
    now: given.now ?? NOW,
    contactZone: given.zone ?? null,
  });
}

const send = (template: string, next: string): [string, Record<string, unknown>, Record<string, string>] => [
  'send-email',
  { template },
  { sent: next },
];
const end: [string, Record<string, unknown>] = ['end', {}];
const texans = { attribute: 'state', op: 'eq', value: 'TX' };

describe('a walk', () => {
  it('goes through all immediate steps to the next rest, and answers with all there is to do', () => {
    const graph = journey({
      welcome: send('Welcome', 'who'),
      who: ['branch', { paths: [{ id: 'a', label: '', filter: texans }] }, { a: 'add', otherwise: 'done' }],
      add: ['add-to-segment', { segment: 'Invited' }, { added: 'rest' }],
      rest: ['wait-for-time', { mode: 'duration', duration: 'P3D' }, { done: 'done' }],
      done: end,
    });
    const { standing, visits, commands, counts } = walk(graph, { facts: contact({ state: 'TX' }) });
    expect(standing).toMatchObject({
      step: 'rest',
      visit: 1,
      state: 'waiting',
      dueAt: NOW + 3 * DAY,
      waitingFor: [],
      exitReason: null,
    });
    expect(visits.map(({ step, outlet }) => `${step}>${outlet}`)).toEqual(['welcome>sent', 'who>a', 'add>added']);
    expect(commands).toEqual([
      {
        kind: 'send',
        step: 'welcome',
        visit: 1,
        template: 'Welcome',
        sender: null,
        purpose: 'operations',
        guard: null,
        sealedOnly: false,
        portalOnly: false,
        tlsExclusive: false,
      },
      { kind: 'add-to-segment', segment: 'Invited' },
    ]);
    expect(counts.map(({ step, measure }) => `${step} ${measure}`)).toEqual([
      'trigger passed:entered',
      'welcome entered',
      'welcome passed:sent',
      'who entered',
      'who passed:a',
      'add entered',
      'add passed:added',
      'rest entered',
    ]);
    const later = walk(graph, { standing, wake: { kind: 'due' }, now: NOW + 3 * DAY });
    expect(later.standing).toMatchObject({ step: 'done', state: 'completed', exitReason: 'completed', dueAt: null });
    expect(later.visits).toEqual([
      { step: 'rest', visit: 1, enteredAt: NOW, leftAt: NOW + 3 * DAY, outlet: 'done' },
      { step: 'done', visit: 1, enteredAt: NOW + 3 * DAY, leftAt: NOW + 3 * DAY, outlet: 'exit:completed' },
    ]);
  });

  it('changes nothing it was given', () => {
    const standing = Object.freeze(atStart({ visits: Object.freeze({}) }));
    const facts = Object.freeze(contact({}, { segments: Object.freeze(new Set<string>()) }));
    walk(journey({ add: ['add-to-segment', { segment: 'Invited' }, { added: 'done' }], done: end }), {
      standing,
      facts,
    });
    expect(standing).toEqual(atStart());
    expect(facts.segments.size).toBe(0);
  });

  it('lets later steps of the same walk see what earlier ones will have done', () => {
    const graph = journey({
      add: ['add-to-segment', { segment: 'Invited' }, { added: 'who' }],
      who: [
        'branch',
        { paths: [{ id: 'in', label: '', filter: { segment: 'Invited' } }] },
        { in: 'yes', otherwise: 'no' },
      ],
      yes: end,
      no: end,
    });
    expect(walk(graph).standing.step).toBe('yes');
  });

  it('takes the first path that matches, else “otherwise”', () => {
    const paths = [
      { id: 'a', label: '', filter: { attribute: 'age', op: 'gt', value: 60 } },
      { id: 'b', label: '', filter: { attribute: 'age', op: 'gt', value: 40 } },
    ];
    const graph = journey({ who: ['branch', { paths }, { a: 'x', b: 'y', otherwise: 'z' }], x: end, y: end, z: end });
    const to = (age: number) => walk(graph, { facts: contact({ age }) }).standing.step;
    expect([to(70), to(50), to(30)]).toEqual(['x', 'y', 'z']);
  });

  it('completes, and counts as exited, where an outlet leads nowhere', () => {
    const { standing, counts } = walk(journey({ welcome: ['send-email', { template: 'Welcome' }] }));
    expect(standing).toMatchObject({ step: 'welcome', state: 'completed', exitReason: 'completed' });
    expect(counts.at(-1)).toEqual({ step: 'welcome', measure: 'exited:completed' });
  });

  it('throws for a rule nobody understands, even on a path not taken', () => {
    const paths = [
      { id: 'a', label: '', filter: texans },
      { id: 'b', label: '', filter: { segment: 'Nobody' } },
    ];
    const graph = journey({ who: ['branch', { paths }, { a: 'x', otherwise: 'x' }], x: end });
    expect(() => walk(graph, { facts: contact({ state: 'TX' }) })).toThrow(
      expect.objectContaining({ code: 'SEGMENT_INVALID' }),
    );
  });
});

describe('an enrollment', () => {
  const graph = journey({
    rest: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'done' }],
    done: end,
  });

  it('that is over is left alone', () => {
    const over = atStart({ step: 'done', state: 'completed', exitReason: 'completed', dueAt: null });
    expect(walk(graph, { standing: over, wake: { kind: 'due' } })).toEqual({
      standing: over,
      visits: [],
      commands: [],
      counts: [],
    });
  });

  it('at a step the newest version no longer has exits with step_removed', () => {
    const { standing, counts } = walk(graph, {
      standing: atStart({ step: 'old', state: 'waiting', visits: { old: 1 } }),
      wake: { kind: 'due' },
    });
    expect(standing).toMatchObject({ step: 'old', state: 'exited', exitReason: 'step_removed' });
    expect(counts).toEqual([{ step: 'old', measure: 'exited:step_removed' }]);
  });

  it('does not stir for an event it does not wait for', () => {
    const standing = atStart({ step: 'rest', state: 'waiting', dueAt: NOW + DAY, visits: { rest: 1 } });
    expect(walk(graph, { standing, wake: { kind: 'event', key: 'open:x', at: NOW } }).standing).toEqual(standing);
  });

  it('woken too early goes back to rest until the same moment', () => {
    const standing = atStart({ step: 'rest', state: 'waiting', dueAt: NOW + DAY, visits: { rest: 1 } });
    const { standing: after, counts } = walk(graph, { standing, wake: { kind: 'due' }, now: NOW + 1000 });
    expect(after).toEqual(standing);
    expect(counts).toEqual([]);
  });

  it('gets a new due time when the wait was made longer in a newer version', () => {
    const longer = journey({
      rest: ['wait-for-time', { mode: 'duration', duration: 'P5D' }, { done: 'done' }],
      done: end,
    });
    const standing = atStart({ step: 'rest', state: 'waiting', dueAt: NOW + DAY, visits: { rest: 1 } });
    expect(walk(longer, { standing, wake: { kind: 'reconsider' }, now: NOW + DAY }).standing.dueAt).toBe(NOW + 5 * DAY);
  });

  it('set aside by the engine fails with its reason where it stands', () => {
    const standing = atStart({ step: 'rest', state: 'waiting', visits: { rest: 1 } });
    expect(leave(standing, 'poison', NOW)).toMatchObject({
      standing: { state: 'failed', exitReason: 'poison', dueAt: null },
      counts: [{ step: 'rest', measure: 'exited:poison' }],
    });
    expect(standing.state).toBe('waiting');
  });
});

describe('exit criteria', () => {
  const steps: Parameters<typeof journey>[0] = {
    add: ['add-to-segment', { segment: 'Invited' }, { added: 'welcome' }],
    welcome: send('Welcome', 'done'),
    done: end,
  };

  it('are checked before the first step', () => {
    const { standing, commands, counts } = walk(journey(steps, { exit: [texans] }), {
      facts: contact({ state: 'TX' }),
    });
    expect(standing).toMatchObject({ step: 'trigger', state: 'exited', exitReason: 'exit_criteria' });
    expect(commands).toEqual([]);
    expect(counts).toEqual([{ step: 'trigger', measure: 'exited:exit_criteria' }]);
  });

  it('are checked again before each step, with what has changed since', () => {
    const { standing, commands } = walk(journey(steps, { exit: [{ segment: 'Invited' }] }));
    expect(standing).toMatchObject({ step: 'welcome', exitReason: 'exit_criteria' });
    expect(commands).toEqual([{ kind: 'add-to-segment', segment: 'Invited' }]);
  });

  it('are checked when a contact is woken', () => {
    const graph = journey(
      {
        rest: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'welcome' }],
        welcome: send('Welcome', 'done'),
        done: end,
      },
      { exit: [texans] },
    );
    const standing = atStart({ step: 'rest', state: 'waiting', dueAt: NOW, visits: { rest: 1 } });
    const left = walk(graph, { standing, wake: { kind: 'due' }, facts: contact({ state: 'TX' }) });
    expect(left.standing).toMatchObject({ step: 'rest', exitReason: 'exit_criteria' });
    expect(left.commands).toEqual([]);
  });
});

describe('a go-to', () => {
  const loop = (repeats: number) =>
    journey({
      welcome: send('Welcome', 'rest'),
      rest: ['wait-for-time', { mode: 'duration', duration: 'P7D' }, { done: 'again' }],
      again: ['go-to', { target: { step: 'welcome' }, repeats }],
    });

  function rounds(graph: Graph): { sends: number; reason: string | null } {
    let result = walk(graph);
    let sends = 0;
    for (let week = 1; week < 50; week++) {
      sends += result.commands.filter(({ kind }) => kind === 'send').length;
      if (result.standing.exitReason !== null) break;
      result = walk(graph, { standing: result.standing, wake: { kind: 'due' }, now: NOW + week * 8 * DAY });
    }
    return { sends, reason: result.standing.exitReason };
  }

  it('to a step already visited is refused, and the contact completes with loop_prevented', () => {
    expect(rounds(loop(0))).toEqual({ sends: 1, reason: 'loop_prevented' });
  });

  it('with N repeats goes round N more times', () => {
    expect(rounds(loop(3))).toEqual({ sends: 4, reason: 'loop_prevented' });
  });

  it('numbers each visit, so that each round’s email is one of its own', () => {
    const first = walk(loop(1));
    const second = walk(loop(1), { standing: first.standing, wake: { kind: 'due' }, now: NOW + 7 * DAY });
    expect(second.commands).toMatchObject([{ kind: 'send', step: 'welcome', visit: 2 }]);
    expect(second.standing).toMatchObject({ step: 'rest', visit: 2 });
  });

  it('forward to a step not yet visited goes there', () => {
    const graph = journey({
      jump: ['go-to', { target: { step: 'last' } }],
      last: end,
    });
    const { standing, counts } = walk(graph);
    expect(standing).toMatchObject({ step: 'last', exitReason: 'completed' });
    expect(counts).toContainEqual({ step: 'jump', measure: 'passed:jump' });
  });

  it('a circle drawn with edges ends the same way', () => {
    const graph = journey({
      welcome: send('Welcome', 'rest'),
      rest: ['wait-for-time', { mode: 'duration', duration: 'P7D' }, { done: 'welcome' }],
    });
    expect(rounds(graph)).toEqual({ sends: 1, reason: 'loop_prevented' });
  });

  it('to another journey hands over, once', () => {
    const graph = journey({ over: ['go-to', { target: { journey: 'Renewal' } }] });
    expect(walk(graph)).toMatchObject({
      commands: [{ kind: 'enter-journey', journey: 'Renewal' }],
      standing: { exitReason: 'moved_to_journey', state: 'completed' },
    });
    expect(walk(graph, { facts: contact({}, { journeys: new Set(['Renewal']) }) })).toMatchObject({
      commands: [],
      standing: { exitReason: 'already_entered' },
    });
    expect(walk(journey({ over: ['go-to', { target: { journey: 'Test journey' } }] })).standing.exitReason).toBe(
      'already_entered',
    );
  });
});

describe('a wait for an event', () => {
  const wait = (what: Record<string, unknown>, timeout = 'P7D') =>
    journey({
      welcome: send('Welcome', 'wait'),
      wait: ['wait-for-event', { event: what, timeout }, { happened: 'yes', timeout: 'no' }],
      yes: end,
      no: end,
    });
  const message = (at = NOW) => ({
    id: 'm1',
    journey: JOURNEY,
    step: 'welcome',
    template: 'Welcome',
    method: 'tls' as const,
    state: 'sent',
    at,
  });
  const waiting = (graph: Graph, facts = contact()) => walk(graph, { facts }).standing;

  it.each([
    [{ kind: 'open' }, 'open:welcome'],
    [{ kind: 'click', step: 'welcome' }, 'click:welcome'],
    [{ kind: 'custom', name: 'booked' }, 'custom:booked'],
    [{ kind: 'attribute', attribute: 'state' }, 'attribute:state'],
    [{ kind: 'filter', filter: texans }, 'filter'],
    [{ kind: 'portal_read' }, 'portal_read:welcome'],
  ])('%j is found under the key %s, and times out', (what, key) => {
    const standing = waiting(wait(what));
    expect(standing).toMatchObject({ step: 'wait', waitingFor: [key], dueAt: NOW + 7 * DAY });
    expect(walk(wait(what), { standing, wake: { kind: 'due' }, now: NOW + 7 * DAY }).standing.step).toBe('no');
  });

  it('goes on when it happens', () => {
    const standing = waiting(wait({ kind: 'open' }));
    const woken = walk(wait({ kind: 'open' }), {
      standing,
      wake: { kind: 'event', key: 'open:welcome', at: NOW + DAY },
      now: NOW + DAY,
    });
    expect(woken.standing.step).toBe('yes');
  });

  it('for one link ignores a click on another, and keeps its time-out', () => {
    const graph = wait({ kind: 'click', link: 'Webinar' });
    const standing = waiting(graph);
    const facts = contact({}, { messages: [message()] });
    const wake = { kind: 'event', key: 'click:welcome', at: NOW + DAY, link: 'Portal' } as const;
    expect(walk(graph, { standing, wake, facts, now: NOW + DAY }).standing).toEqual(standing);
    expect(walk(graph, { standing, wake: { ...wake, link: 'Webinar' }, facts, now: NOW + DAY }).standing.step).toBe(
      'yes',
    );
  });

  it('finds in the log the click that two events at once left out of the wake', () => {
    const graph = wait({ kind: 'click', link: 'Webinar' });
    const mail = { journey: JOURNEY, step: 'welcome', message: 'm1', at: NOW + DAY };
    const facts = contact(
      {},
      {
        messages: [message()],
        events: [event('click', { ...mail, link: 'Webinar' }), event('click', { ...mail, link: 'Portal' })],
      },
    );
    const wake = { kind: 'event', key: 'click:welcome', at: NOW + DAY, link: 'Portal' } as const;
    expect(walk(graph, { standing: waiting(graph), wake, facts, now: NOW + DAY }).standing.step).toBe('yes');
  });

  it('counts an open that came before the contact got here, but no machine’s', () => {
    const graph = journey({
      welcome: send('Welcome', 'rest'),
      rest: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'wait' }],
      wait: ['wait-for-event', { event: { kind: 'open' }, timeout: 'P7D' }, { happened: 'yes', timeout: 'no' }],
      yes: end,
      no: end,
    });
    const standing = walk(graph).standing;
    const arrive = (human: boolean) => {
      const opened = event('open', { at: NOW + 1000, human, journey: JOURNEY, step: 'welcome', message: 'm1' });
      const facts = contact({}, { messages: [message()], events: [opened] });
      return walk(graph, { standing, wake: { kind: 'due' }, facts, now: NOW + DAY }).standing.step;
    };
    expect([arrive(true), arrive(false)]).toEqual(['yes', 'wait']);
  });

  it('in a loop does not take last round’s open for this round’s', () => {
    const graph = journey({
      welcome: send('Welcome', 'wait'),
      wait: [
        'wait-for-event',
        { event: { kind: 'open', step: 'welcome' }, timeout: 'P7D' },
        { happened: 'again', timeout: 'no' },
      ],
      again: ['go-to', { target: { step: 'welcome' }, repeats: 2 }],
      no: end,
    });
    const opened = event('open', { at: NOW + 1000, journey: JOURNEY, step: 'welcome', message: 'm1' });
    const facts = contact({}, { messages: [message()], events: [opened] });
    const wake = { kind: 'event', key: 'open:welcome', at: NOW + 1000 } as const;
    const second = walk(graph, { standing: walk(graph).standing, wake, facts, now: NOW + 1000 });
    expect(second.standing).toMatchObject({ step: 'wait', visit: 2, state: 'waiting' });
    // And still does not when looked at again with the second message on record.
    const both = { ...facts, messages: [message(), { ...message(NOW + 1000), id: 'm2' }] };
    expect(
      walk(graph, { standing: second.standing, wake: { kind: 'due' }, facts: both, now: NOW + DAY }).standing.step,
    ).toBe('wait');
  });

  it('for a condition goes on at once when it is true already, and looks again when time could make it so', () => {
    expect(waiting(wait({ kind: 'filter', filter: texans }), contact({ state: 'TX' })).step).toBe('yes');
    const soon = { attribute: 'birthday', op: 'within_next', value: 'P7D' };
    const standing = waiting(wait({ kind: 'filter', filter: soon }), contact({ birthday: '2026-06-10' }));
    expect(standing.dueAt).toBe(NOW + 3_600_000);
    const later = walk(wait({ kind: 'filter', filter: soon }), {
      standing,
      wake: { kind: 'due' },
      now: NOW + 3 * DAY,
      facts: contact({ birthday: '2026-06-10' }),
    });
    expect(later.standing.step).toBe('yes');
  });

  it('does not believe an event that the condition is true: it asks', () => {
    const graph = wait({ kind: 'filter', filter: texans });
    const standing = waiting(graph);
    const wake = { kind: 'event', key: 'filter', at: NOW } as const;
    expect(walk(graph, { standing, wake }).standing.step).toBe('wait');
    expect(walk(graph, { standing, wake, facts: contact({ state: 'TX' }) }).standing.step).toBe('yes');
  });
});

describe('a wait for a contact’s date', () => {
  const graph = (more: Record<string, unknown> = {}) =>
    journey({
      rest: [
        'wait-for-time',
        { mode: 'attribute', attribute: 'appointment', offset: 'P2D', ...more },
        { done: 'done' },
      ],
      done: end,
    });
  const on = (appointment: string | null) => contact({ appointment });

  it('rests until then, listening for a change of it', () => {
    expect(walk(graph(), { facts: on('2026-06-10T09:00') }).standing).toMatchObject({
      state: 'waiting',
      dueAt: Date.UTC(2026, 5, 8, 14, 0),
      waitingFor: ['attribute:appointment'],
    });
  });

  it.each<Wake>([{ kind: 'reconsider' }, { kind: 'event', key: 'attribute:appointment', at: NOW }])(
    'follows it when it changes ($kind)',
    (wake) => {
      const { standing } = walk(graph(), { facts: on('2026-06-10T09:00') });
      expect(walk(graph(), { standing, wake, facts: on('2026-06-20T09:00') }).standing).toMatchObject({
        step: 'rest',
        dueAt: Date.UTC(2026, 5, 18, 14, 0),
      });
      expect(walk(graph(), { standing, wake, facts: on('2026-06-01T09:00') }).standing.step).toBe('done');
      expect(
        walk(graph({ onPast: 'exit' }), { standing, wake, facts: on('2026-06-01T09:00') }).standing.exitReason,
      ).toBe('date_past');
    },
  );

  it('has a rule for who has none', () => {
    expect(walk(graph()).standing.exitReason).toBe('date_missing');
    expect(walk(graph({ onMissing: 'exit' })).standing.exitReason).toBe('date_missing');
    expect(walk(graph({ onMissing: 'skip' })).standing.step).toBe('done');
    const waits = walk(graph({ onMissing: 'wait' })).standing;
    expect(waits).toMatchObject({ state: 'waiting', dueAt: null, waitingFor: ['attribute:appointment'] });
    const told = walk(graph({ onMissing: 'wait' }), {
      standing: waits,
      wake: { kind: 'reconsider' },
      facts: on('2026-06-10T09:00'),
    });
    expect(told.standing.dueAt).toBe(Date.UTC(2026, 5, 8, 14, 0));
  });

  it('has a rule for who is past it, and being woken by the clock is not being past', () => {
    expect(walk(graph(), { facts: on('2026-06-02T09:00') }).standing.step).toBe('done');
    expect(walk(graph({ onPast: 'exit' }), { facts: on('2026-06-02T09:00') }).standing.exitReason).toBe('date_past');
    const { standing } = walk(graph({ onPast: 'exit' }), { facts: on('2026-06-10T09:00') });
    const late = walk(graph({ onPast: 'exit' }), {
      standing,
      wake: { kind: 'due' },
      now: standing.dueAt! + 5000,
      facts: on('2026-06-10T09:00'),
    });
    expect(late.standing.step).toBe('done');
  });

  it('is in the contact’s own zone when it says so, the journey’s when the contact has none', () => {
    const own = graph({ zone: 'contact' });
    expect(walk(own, { facts: on('2026-06-10T09:00'), zone: 'America/New_York' }).standing.dueAt).toBe(
      Date.UTC(2026, 5, 8, 13, 0),
    );
    expect(walk(own, { facts: on('2026-06-10T09:00') }).standing.dueAt).toBe(Date.UTC(2026, 5, 8, 14, 0));
    expect(walk(graph({ zone: 'Asia/Kolkata' }), { facts: on('2026-06-10T09:00') }).standing.dueAt).toBe(
      Date.UTC(2026, 5, 8, 3, 30),
    );
  });
});

describe('a wait with a window', () => {
  const graph = journey({
    rest: [
      'wait-for-time',
      { mode: 'duration', duration: 'P1D', window: { weekdays: [4], from: '12:00', to: '14:00' } },
      { done: 'done' },
    ],
    done: end,
  });

  it('holds until Thursday noon, and a week longer when the worker comes too late', () => {
    const { standing } = walk(graph);
    expect(standing.dueAt).toBe(Date.UTC(2026, 5, 4, 17, 0));
    expect(walk(graph, { standing, wake: { kind: 'due' }, now: standing.dueAt! + 60_000 }).standing.step).toBe('done');
    const late = walk(graph, { standing, wake: { kind: 'due' }, now: standing.dueAt! + 3 * 3_600_000 });
    expect(late.standing).toMatchObject({ step: 'rest', dueAt: Date.UTC(2026, 5, 11, 17, 0) });
  });
});

it('reads a sealed attribute only inside the core', () => {
  expect(JSON.stringify(contact({ city: 'Austin' }))).not.toContain('Austin');
  expect(String(phi('Austin'))).toBe('[PHI]');
});
