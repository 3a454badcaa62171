import { describe, expect, it } from 'vitest';
import { HOLD_MS } from '#core/tracking/judge.ts';
import { prepare } from '#core/graph/prepare.ts';
import type { AssumedEvent } from '#core/run/happen.ts';
import { simulate } from '#core/run/simulate.ts';
import { contact, DAY, journey, NOW, vocabulary } from '../support.ts';

const graph = journey({
  welcome: ['send-email', { template: 'Welcome', sealedOnly: true }, { sent: 'wait' }],
  wait: ['wait-for-event', { event: { kind: 'open' }, timeout: 'P3D' }, { happened: 'add', timeout: 'again' }],
  again: ['go-to', { target: { step: 'welcome' }, repeats: 1 }],
  add: ['add-to-segment', { segment: 'Invited' }, { added: 'who' }],
  who: [
    'branch',
    { paths: [{ id: 'in', label: '', filter: { segment: 'Invited' } }] },
    { in: 'done', otherwise: 'done' },
  ],
  done: ['end', { reason: 'goal' }],
});
const run = (events: AssumedEvent[] = [], given = graph) =>
  simulate({ prepared: prepare(given), facts: contact(), vocabulary, start: NOW, events });
const path = (events: AssumedEvent[] = []) => run(events).map(({ step, outlet }) => `${step}>${outlet}`);

describe('a test run', () => {
  it('shows each stop with its time, name and what would have been done there', () => {
    const [first, second] = run();
    expect(first).toMatchObject({
      step: 'welcome',
      type: 'send-email',
      name: 'welcome',
      visit: 1,
      enteredAt: NOW,
      leftAt: NOW,
      outlet: 'sent',
    });
    expect(first?.commands).toMatchObject([{ kind: 'send', template: 'Welcome', sealedOnly: true }]);
    expect(second).toMatchObject({
      step: 'wait',
      enteredAt: NOW,
      leftAt: NOW + 3 * DAY,
      outlet: 'timeout',
      commands: [],
    });
  });

  it('times out what is not assumed to happen', () => {
    expect(path()).toEqual([
      'welcome>sent',
      'wait>timeout',
      'again>jump',
      'welcome>sent',
      'wait>timeout',
      'again>exit:loop_prevented',
    ]);
  });

  it('takes what is assumed, at a time or so long after an email', () => {
    const end = ['wait>happened', 'add>added', 'who>in', 'done>exit:goal'];
    expect(path([{ kind: 'open', step: 'welcome', afterSend: DAY }])).toEqual(['welcome>sent', ...end]);
    expect(path([{ kind: 'open', at: NOW + 4 * DAY }])).toEqual([
      'welcome>sent',
      'wait>timeout',
      'again>jump',
      'welcome>sent',
      ...end,
    ]);
    expect(run([{ kind: 'open', step: 'welcome', afterSend: DAY }]).at(-1)).toMatchObject({
      exitReason: 'goal',
      // An open counts once it is judged.
      leftAt: NOW + DAY + HOLD_MS,
    });
  });

  it('ends where a contact would stand for good', () => {
    const waits = journey({
      rest: ['wait-for-time', { mode: 'attribute', attribute: 'appointment', onMissing: 'wait' }],
    });
    expect(run([], waits)).toMatchObject([{ step: 'rest', leftAt: null, outlet: null, until: null }]);
  });

  it('shows until when a contact stands beyond the horizon', () => {
    const waits = journey({
      rest: ['wait-for-time', { mode: 'duration', duration: 'P50Y' }, { done: 'z' }],
      z: ['end', {}],
    });
    expect(run([], waits)).toMatchObject([{ step: 'rest', leftAt: null }]);
  });

  it('leaves what it was given as it was', () => {
    const facts = contact();
    simulate({
      prepared: prepare(graph),
      facts,
      vocabulary,
      start: NOW,

      events: [{ kind: 'open', afterSend: 1, step: 'welcome' }],
    });
    expect(facts).toEqual(contact());
  });
});
