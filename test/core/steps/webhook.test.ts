import { describe, expect, it } from 'vitest';
import { checkGraph } from '#core/graph/check.ts';
import { needsOf } from '#core/graph/needs.ts';
import { leadingAttributes } from '#core/graph/leading-attributes.ts';
import { prepare } from '#core/graph/prepare.ts';
import { advance } from '#core/run/advance.ts';
import { simulate } from '#core/run/simulate.ts';
import type { Wake } from '#core/run/state.ts';
import { judgeAttempt, MOST_ATTEMPTS } from '#core/webhook/retry.ts';
import { atStart, contact, DAY, journey, NOW, vocabulary } from '../support.ts';
import { world } from './support.ts';

const graph = (config: Record<string, unknown> = {}) =>
  journey({
    call: [
      'webhook',
      { endpoint: 'CRM', timeout: 'PT1H', ...config },
      { success: 'ok', failure: 'bad', timeout: 'late' },
    ],
    ok: ['end', { reason: 'goal' }],
    bad: ['end', {}],
    late: ['end', {}],
  });
const codes = (config: Record<string, unknown>) =>
  checkGraph(graph(config), world)
    .filter(({ step }) => step === 'call')
    .map(({ code }) => code);

const shared = { vocabulary, facts: contact({ appointment: '2026-06-20T09:00' }), contactZone: null };
const entered = (config: Record<string, unknown> = {}) =>
  advance({ ...shared, prepared: prepare(graph(config)), standing: atStart(), wake: { kind: 'start' }, now: NOW });
const answered = (wake: Wake, at = NOW + 60_000) =>
  advance({ ...shared, prepared: prepare(graph()), standing: entered().standing, wake, now: at });
const answer = (name: string): Wake => ({ kind: 'event', key: 'webhook:call#1', at: NOW, name });

describe('a webhook step', () => {
  it('asks for one call and rests until the answer, at most until its time is over', () => {
    const { standing, commands, visits } = entered();
    expect(standing).toMatchObject({ step: 'call', state: 'waiting', waitingFor: ['webhook:call#1'] });
    expect(standing.dueAt).toBe(NOW + 3_600_000);
    expect(commands).toMatchObject([
      { kind: 'webhook', step: 'call', visit: 1, endpoint: 'CRM', until: NOW + 3_600_000 },
    ]);
    expect(visits).toEqual([]);
  });

  it('goes on by the answer', () => {
    expect(answered(answer('success')).standing.step).toBe('ok');
    expect(answered(answer('failure')).standing.step).toBe('bad');
    expect(answered({ kind: 'due' }, NOW + 3_600_000).standing.step).toBe('late');
  });

  it('asks only once, however often it is looked at', () => {
    for (const wake of [{ kind: 'due' }, { kind: 'reconsider' }, { kind: 'event', key: 'filter', at: NOW }] as const) {
      const { standing, commands } = answered(wake);
      expect(commands).toEqual([]);
      expect(standing).toMatchObject({ step: 'call', state: 'waiting', dueAt: NOW + 3_600_000 });
    }
  });

  it('hands on the attributes chosen, closed, and loads them without classing later emails by them', () => {
    const { commands } = entered({ attributes: ['appointment', 'city'] });
    expect(JSON.stringify(commands)).not.toContain('2026-06-20');
    expect(commands[0]?.kind === 'webhook' && Object.keys(commands[0].attributes)).toEqual(['appointment']);
    const drawn = graph({ attributes: ['appointment'] });
    expect(needsOf(prepare(drawn), vocabulary).attributes).toEqual(new Set(['appointment']));
    expect(leadingAttributes(drawn, 'ok', vocabulary)).toEqual(new Set());
  });

  it('is wrong without an endpoint, with an unknown one, without a time, and with attributes where no BAA covers them', () => {
    expect(codes({ endpoint: '' })).toEqual(['webhook.none']);
    expect(codes({ endpoint: 'Nobody' })).toEqual(['webhook.unknown']);
    expect(codes({ timeout: 'PT0S' })).toEqual(['webhook.no-timeout']);
    expect(codes({ endpoint: 'Slack', attributes: ['appointment'] })).toEqual(['webhook.no-baa']);
    expect(codes({ attributes: ['shoe_size'] })).toEqual(['webhook.unknown-attribute']);
    expect(codes({ attributes: ['appointment'] })).toEqual([]);
  });

  it('is answered with success in a test run, unless something else is assumed', () => {
    const run = (events: Parameters<typeof simulate>[0]['events'] = []) =>
      simulate({ ...shared, prepared: prepare(graph()), start: NOW, events }).map(({ step, outlet }) => [step, outlet]);
    expect(run()).toEqual([
      ['call', 'success'],
      ['ok', 'exit:goal'],
    ]);
    expect(run([{ kind: 'webhook', step: 'call', name: 'failure', afterSend: 60_000 }])[0]).toEqual([
      'call',
      'failure',
    ]);
    expect(run([{ kind: 'webhook', step: 'call', name: 'none' }])[0]).toEqual(['call', 'timeout']);
  });

  it('shows in a test run that it was called, at the stop where it was', () => {
    const [stop] = simulate({ ...shared, prepared: prepare(graph()), start: NOW });
    expect(stop?.commands).toMatchObject([{ kind: 'webhook', endpoint: 'CRM' }]);
    expect(stop?.leftAt).toBeLessThan(NOW + DAY);
  });
});

describe('an attempt at a webhook', () => {
  const of = (status: number, attempt = 1, retryAfterMs: number | null = null) =>
    judgeAttempt({ kind: 'answer', status, retryAfterMs }, attempt, 0.5);

  it.each([200, 201, 204, 299])('is delivered by %d', (status) => {
    expect(of(status)).toEqual({ state: 'delivered' });
  });

  it.each([301, 302, 307, 400, 401, 403, 404, 410, 422])('has failed for good by %d', (status) => {
    expect(of(status)).toEqual({ state: 'failed' });
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('is tried again after %d', (status) => {
    expect(of(status)).toEqual({ state: 'queued', inMs: 5000 });
  });

  it('comes back later and later, spread, and gives up after the last', () => {
    const delays = Array.from({ length: MOST_ATTEMPTS }, (_, i) => of(503, i + 1));
    const waits = delays.flatMap((one) => (one.state === 'queued' ? [one.inMs] : []));
    expect(waits).toHaveLength(MOST_ATTEMPTS - 1);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(delays.at(-1)).toEqual({ state: 'failed' });
    expect(judgeAttempt({ kind: 'fault', problem: 'unreachable' }, 1, 0)).toEqual({ state: 'queued', inMs: 4000 });
    expect(judgeAttempt({ kind: 'fault', problem: 'unreachable' }, 1, 1)).toEqual({ state: 'queued', inMs: 6000 });
  });

  it('comes back no sooner than it was asked to, and not in years', () => {
    expect(of(429, 1, 90_000)).toEqual({ state: 'queued', inMs: 90_000 });
    expect(of(503, 1, 1e12)).toEqual({ state: 'queued', inMs: 6 * 3_600_000 });
    expect(of(503, 7, 1000)).toEqual({ state: 'queued', inMs: 6 * 3_600_000 });
  });

  it.each(['no_endpoint', 'address_refused', 'https_required'] as const)('is not tried again when %s', (problem) => {
    expect(judgeAttempt({ kind: 'fault', problem }, 1, 0)).toEqual({ state: 'failed' });
  });
});
