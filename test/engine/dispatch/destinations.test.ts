import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Destinations } from '#engine/dispatch/destinations.ts';
import { type DestinationLimits, Paces } from '#engine/dispatch/paces.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const limits = { parallel: 2, total: 4, waiting: 16 };
const sent = { reply: null, reason: 'TLS_T2', state: 'sent' } as const;
const busy = { reply: { code: 421, enhanced: null, queueId: null }, reason: 'TEMPORARY', state: 'deferred' } as const;

function rig(allowed: Record<string, DestinationLimits> = {}) {
  const paces = new Paces({
    parallel: limits.parallel,
    limitsOf: (domain) => allowed[domain],
    now: Date.now,
    random: () => 0.5,
  });
  const destinations = new Destinations(limits, paces);
  const done: string[] = [];
  const back: string[] = [];
  /** Work for a domain that takes so long; null: for ever. */
  const add = (domain: string, ms: number | null) =>
    destinations.add(
      domain,
      async () => {
        await new Promise<void>((end) => {
          if (ms !== null) setTimeout(end, ms);
        });
        done.push(domain);
      },
      () => back.push(domain),
    );
  return { destinations, paces, add, done, back };
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const count = (all: string[], domain: string) => all.filter((one) => one === domain).length;

describe('a destination that never comes to an end', () => {
  it('holds up only itself: its places go to others, and what waits for it is put back', async () => {
    const { destinations, add, done, back } = rig();
    for (const domain of ['slow1.example', 'slow2.example']) for (let n = 0; n < 10; n++) add(domain, null);
    for (let n = 0; n < 10; n++) add('quick.example', 10);
    expect(count(done, 'quick.example')).toBe(0);
    await after(7_000);
    expect(count(done, 'quick.example')).toBe(10);
    expect(back).toHaveLength(16);
    expect(destinations.busy().sort()).toEqual(['slow1.example', 'slow2.example']);
    expect(destinations.held).toBe(0);
    expect(destinations.open).toBe(4);
    // No more is taken in for them, and others go on as if they were not there.
    expect(add('slow1.example', 10)).toBe(false);
    for (let n = 0; n < 10; n++) add('quick.example', 10);
    await after(100);
    expect(count(done, 'quick.example')).toBe(20);
  });
});

describe('a destination that takes its time', () => {
  it('has no more waiting than can be begun soon', async () => {
    const { add, back, done } = rig();
    for (let n = 0; n < 16; n++) add('steady.example', 2_000);
    await after(10_000);
    // Two at a time, two seconds each: five may wait, and the others can be claimed by anybody.
    expect(done.length + back.length).toBeGreaterThan(14);
    expect(back.length).toBeGreaterThan(3);
  });
});

describe('a server that asks for less', () => {
  it('is left alone for a while, then sent half as much, and all again in the end', async () => {
    const { destinations, paces, add, done, back } = rig();
    paces.heard('big.example', busy);
    expect(paces.parallel('big.example')).toBe(1);
    expect(destinations.busy()).toEqual(['big.example']);
    expect(add('big.example', 10)).toBe(false);
    await after(10_500);
    expect(add('big.example', 10)).toBe(true);
    expect(done).toEqual([]);
    await after(5_000);
    expect(done).toEqual(['big.example']);
    for (let n = 0; n < 40; n++) paces.heard('big.example', sent);
    expect(paces.parallel('big.example')).toBe(2);
    expect(back).toEqual([]);
  });

  it('does not wait for greylisting or for one recipient’s full mailbox', () => {
    const { paces } = rig();
    const later = { reason: 'TEMPORARY', state: 'deferred' } as const;
    paces.heard('grey.example', { ...later, reply: { code: 451, enhanced: '4.7.1', queueId: null } });
    paces.heard('grey.example', { ...later, reply: { code: 452, enhanced: '4.2.2', queueId: null } });
    expect(paces.wait('grey.example')).toBe(0);
    expect(paces.parallel('grey.example')).toBe(2);
  });
});

describe('what the operator allows', () => {
  it('is kept: so many at a time, and so many a minute', async () => {
    const { add, done, destinations } = rig({ 'few.example': { parallel: 1, perMinute: 60 } });
    let refused = 0;
    for (let second = 0; second < 120; second++) {
      for (let n = 0; n < 4; n++) if (!add('few.example', 5)) refused++;
      await after(1_000);
    }
    expect(done.length).toBeGreaterThanOrEqual(115);
    // What a tenth of a minute allows may go at once at the start.
    expect(done.length).toBeLessThanOrEqual(127);
    expect(refused).toBeGreaterThan(100);
    destinations.clear();
    await after(2_000);
    expect(destinations.open).toBe(0);
  });

  it('for one says nothing about others', async () => {
    const { add, done } = rig({ 'few.example': { parallel: 1, perMinute: 1 } });
    for (let n = 0; n < 4; n++) add('few.example', 5);
    for (let n = 0; n < 16; n++) add('many.example', 5);
    await after(200);
    expect(count(done, 'many.example')).toBe(16);
    expect(count(done, 'few.example')).toBe(1);
  });
});
