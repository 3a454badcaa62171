import { describe, expect, it } from 'vitest';
import { checkGraph } from '#core/graph/check.ts';
import { prepare } from '#core/graph/prepare.ts';
import { advance } from '#core/run/advance.ts';
import { simulate } from '#core/run/simulate.ts';
import type { Standing } from '#core/run/state.ts';
import type { CaseFact, MessageFact } from '#core/segment/fields.ts';
import { atStart, contact, DAY, event, JOURNEY, journey, NOW, vocabulary } from '../support.ts';
import { world } from './support.ts';

const drawn = (config: Record<string, unknown> = {}) =>
  journey(
    {
      mail: ['send-email', { template: 'Welcome' }, { sent: 'watch' }],
      watch: ['non-delivery-case', config, { delivered: 'fine', resolved: 'again', alternative: 'post' }],
      fine: ['end', {}],
      again: ['end', {}],
      post: ['end', {}],
    },
    { sender: 'Clinic' },
  );

const at: Standing = atStart({ step: 'watch', visits: { mail: 1, watch: 1 }, enteredAt: NOW - DAY });

const mail = (more: Partial<MessageFact> = {}): MessageFact => ({
  id: 'm1',
  journey: JOURNEY,
  enrollment: at.enrollmentId,
  step: 'mail',
  visit: 1,
  template: 'Welcome',
  method: 'tls',
  state: 'sent',
  at: NOW - DAY,
  ...more,
});

function walk(message: MessageFact | null, more: { cases?: CaseFact[]; now?: number; config?: object } = {}) {
  const events = message?.reason === 'LATE_DSN' ? [event('bounce', { message: 'm1', name: '5.1.1', at: NOW })] : [];
  return advance({
    prepared: prepare(drawn({ ...more.config })),
    standing: { ...at, state: 'waiting', waitingFor: ['delivered:mail'] },
    wake: { kind: 'due' },
    facts: contact({}, { messages: message ? [message] : [], events, cases: more.cases }),
    vocabulary,
    now: more.now ?? NOW,
    contactZone: null,
  });
}

const cases = (state: CaseFact['state'], since = NOW, outcome: CaseFact['outcome'] = null): CaseFact[] => [
  { message: 'm1', state, since, outcome },
];

describe('the non-delivery case step', () => {
  it.each(['queued', 'claimed', 'sealed', 'dot', 'deferred', 'in_doubt'])(
    'waits, and opens nothing, while its email is %s',
    (state) => {
      const { standing, commands } = walk(mail({ state }));
      expect(commands).toEqual([]);
      expect(standing).toMatchObject({ step: 'watch', state: 'waiting' });
      expect(standing.waitingFor).toEqual(['delivered:mail', 'bounce:mail', 'outcome:mail', 'case:watch']);
    },
  );

  it('watches an accepted email for the whole time, then lets the contact go on', () => {
    expect(walk(mail()).standing).toMatchObject({ step: 'watch', state: 'waiting' });
    expect(walk(mail(), { now: NOW + 5 * DAY }).standing).toMatchObject({ step: 'fine', state: 'completed' });
  });

  it('opens a case for a final failure, with cause and code, and stays', () => {
    const { standing, commands } = walk(mail({ state: 'failed', reason: 'MAILBOX_FULL' }), {
      config: { queue: 'EOB desk', due: 'P1D' },
    });
    expect(commands).toMatchObject([
      { kind: 'open-case', message: 'm1', send: 'mail', cause: 'mailbox-full', queue: 'EOB desk', dueAt: NOW + DAY },
    ]);
    expect(standing).toMatchObject({ step: 'watch', state: 'waiting' });
  });

  it('takes a late DSN for a failure, and one that only says delayed for none', () => {
    expect(walk(mail({ state: 'bounced', reason: 'LATE_DSN' })).commands).toMatchObject([
      { cause: 'late-dsn', code: '5.1.1' },
    ]);
    const late = (name: string) =>
      advance({
        prepared: prepare(drawn()),
        standing: { ...at, state: 'waiting' },
        wake: { kind: 'due' },
        facts: contact({}, { messages: [mail()], events: [event('bounce', { message: 'm1', name })] }),
        vocabulary,
        now: NOW,
        contactZone: null,
      }).commands.length;
    expect([late('5.2.2'), late('4.4.7')]).toEqual([1, 0]);
  });

  it('gives what is held for people the time of the watch, and a table’s own hold none', () => {
    const held = mail({ state: 'held', reason: 'SHARED_ADDRESS', method: 'none' });
    expect(walk(held).commands).toEqual([]);
    expect(walk(held, { now: NOW + 5 * DAY }).commands).toMatchObject([{ cause: 'shared-address' }]);
    expect(walk(mail({ state: 'held', reason: 'NO_SAFE_METHOD', method: 'none' })).commands).toMatchObject([
      { cause: 'tls-fault' },
    ]);
  });

  it('has nothing to say about an email that was not meant to go any more, or was never sent', () => {
    expect(walk(mail({ state: 'refused', reason: 'GUARD' })).standing.step).toBe('fine');
    expect(walk(null, { config: { send: 'other' } }).standing.step).toBe('fine');
    expect(walk(mail({ enrollment: 'another' })).standing.step).toBe('fine');
  });

  it('opens no second case for one email, and goes on as the case came out', () => {
    const failed = mail({ state: 'bounced', reason: 'UNKNOWN_ADDRESS' });
    for (const state of ['open', 'address_confirmed', 'resent', 'failed_again', 'alternative_arranged'] as const)
      expect(walk(failed, { cases: cases(state) })).toMatchObject({ commands: [], standing: { state: 'waiting' } });
    expect(walk(failed, { cases: cases('closed', NOW, 'resolved') }).standing.step).toBe('again');
    expect(walk(failed, { cases: cases('closed', NOW, 'alternative') }).standing.step).toBe('post');
  });

  it('watches a delivered resend as long, then closes its case by itself', () => {
    const failed = mail({ state: 'bounced', reason: 'UNKNOWN_ADDRESS' });
    expect(walk(failed, { cases: cases('delivered', NOW - DAY) })).toMatchObject({
      commands: [],
      standing: { state: 'waiting' },
    });
    const { standing, commands } = walk(failed, { cases: cases('delivered', NOW - 5 * DAY) });
    expect(commands).toEqual([{ kind: 'close-case', message: 'm1' }]);
    expect(standing.step).toBe('again');
  });

  it('waits for a portal message to be read when asked to, and opens a case when it expires unread', () => {
    const unread = { config: { unreadPortal: true } };
    const waiting = mail({ method: 'portal', at: NOW - 20 * DAY });
    expect(walk(waiting).standing.step).toBe('fine');
    expect(walk(waiting, unread)).toMatchObject({ commands: [], standing: { step: 'watch' } });
    expect(walk(waiting, { ...unread, now: NOW + 11 * DAY }).commands).toMatchObject([{ cause: 'portal-unread' }]);
  });

  it('looks again each day whatever it waits for, so that a missed wake strands nobody', () => {
    expect(walk(mail({ state: 'queued' })).standing.dueAt).toBe(NOW + DAY);
    expect(walk(mail({ state: 'bounced' }), { cases: cases('open') }).standing.dueAt).toBe(NOW + DAY);
  });

  it('shows a case in a test run, once, and stays there', () => {
    const path = simulate({
      prepared: prepare(drawn()),
      facts: contact(),
      vocabulary,
      start: NOW,
      events: [{ kind: 'bounce', afterSend: 3_600_000, step: 'mail' }],
    });
    const last = path.at(-1)!;
    expect(last).toMatchObject({ step: 'watch', leftAt: null });
    expect(last.commands).toMatchObject([{ kind: 'open-case', cause: 'late-dsn' }]);
  });

  it('says what is wrong with it while drawing', () => {
    const codes = (graph: ReturnType<typeof drawn>) =>
      checkGraph(graph, world).flatMap((one) => (one.step === 'watch' ? [one.code] : []));
    expect(codes(drawn())).toEqual([]);
    expect(codes(drawn({ send: 'gone' }))).toEqual(['case.unknown-send']);
    expect(codes(drawn({ watch: 'P0D', due: 'P0D' }))).toEqual(['case.no-due', 'case.no-watch']);
    const alone = journey({ watch: ['non-delivery-case', {}, {}] }, { sender: 'Clinic' });
    expect(codes(alone)).toContain('case.no-send');
    const before = journey(
      {
        watch: ['non-delivery-case', {}, { delivered: 'mail', resolved: 'mail', alternative: 'mail' }],
        mail: ['send-email', { template: 'Welcome' }, { sent: 'z' }],
        z: ['end', {}],
      },
      { sender: 'Clinic' },
    );
    expect(codes(before)).toEqual(['graph.no-send-before']);
  });
});
