import { expect, it } from 'vitest';
import { findingsOf } from '#core/graph/findings.ts';
import { graph } from '#core/graph/model.ts';
import type { Filter } from '#core/segment/ast.ts';
import { world } from '../core/steps/support.ts';

const NOW = Date.UTC(2026, 5, 1, 15, 0);

/** Three hundred steps as a large journey has them: emails listened for, branches that come together again, waits. */
function large(blocks: number) {
  const steps: { id: string; type: string; name: string; config: Record<string, unknown> }[] = [];
  const edges: { from: string; outlet: string; to: string }[] = [{ from: 'trigger', outlet: 'entered', to: 'mail-0' }];
  const add = (id: string, type: string, config: Record<string, unknown>, next: Record<string, string>) => {
    steps.push({ id, type, name: id, config });
    for (const [outlet, to] of Object.entries(next)) edges.push({ from: id, outlet, to });
  };
  const filters: Filter[] = [
    { attribute: 'state', op: 'eq', value: 'TX' },
    { attribute: 'age', op: 'gte', value: 65 },
    { segment: 'Invited' },
    { engaged: 'open', did: true, last: true, atLeast: 1 },
  ];
  for (let i = 0; i < blocks; i++) {
    const onward = i === blocks - 1 ? 'end' : `mail-${i + 1}`;
    const guard = i % 3 === 0 ? { guard: { not: { list: 'Newsletter' } } } : {};
    add(`mail-${i}`, 'send-email', { template: 'Welcome', ...guard }, { sent: `hear-${i}` });
    const event = { event: { kind: 'open', step: `mail-${i}` }, timeout: 'P3D' };
    add(`hear-${i}`, 'wait-for-event', event, { happened: `who-${i}`, timeout: `rest-${i}` });
    const paths = filters.map((filter, n) => ({ id: `p${n}`, label: '', filter }));
    const to = { p0: `keep-${i}`, p1: `ask-${i}`, p2: onward, p3: `ask-${i}`, otherwise: onward };
    add(`who-${i}`, 'branch', { paths }, to);
    add(`keep-${i}`, 'add-to-segment', { segment: 'Invited' }, { added: `ask-${i}` });
    const ask = { paths: [{ id: 'a', label: '', filter: { attribute: 'member', op: 'eq', value: true } }] };
    add(`ask-${i}`, 'branch', ask, { a: onward, otherwise: onward });
    const wait = {
      mode: 'duration',
      duration: 'P2D',
      window: { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' },
    };
    add(`rest-${i}`, 'wait-for-time', wait, { done: onward });
  }
  add('end', 'end', {}, {});
  const settings = { sender: 'Clinic', timezone: 'America/Chicago', exit: [{ engaged: 'custom', name: 'left' }] };
  return graph.parse({ stepwell: 1, name: 'Large', triggers: [{ type: 'manual' }], settings, steps, edges });
}

it('three hundred steps are proven while they are drawn', () => {
  const drawn = large(50);
  expect(drawn.steps.length).toBeGreaterThan(300);
  const took = Array.from({ length: 5 }, (_, i) => {
    // Every stroke makes another drawing, in which most steps are the same objects as before.
    const stroke = { ...drawn, name: `Large ${i}` };
    const { ms, found } = timed(() => findingsOf(stroke, world, NOW));
    expect(found.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    return ms;
  });
  process.stdout.write(`300 steps: ${took.map((ms) => ms.toFixed(1)).join(', ')} ms of CPU\n`);
  expect(took.toSorted((a, b) => a - b)[2]).toBeLessThan(100);
});

it('as many faults with their examples take no longer than a person notices', () => {
  const drawn = large(50);
  const broken = {
    ...drawn,
    steps: drawn.steps.map((step) =>
      step.type === 'branch' && step.id.startsWith('ask')
        ? {
            ...step,
            config: {
              paths: [
                { id: 'a', label: '', filter: { all: [{ list: 'Newsletter' }, { not: { list: 'Newsletter' } }] } },
              ],
            },
          }
        : step,
    ),
  };
  const took = Array.from({ length: 5 }, (_, i) => {
    const stroke = { ...broken, name: `Broken ${i}` };
    const { ms, found } = timed(() => findingsOf(stroke, world, NOW));
    const never = found.filter(({ code }) => code === 'prove.branch-never');
    expect(never).toHaveLength(50);
    expect(never.every(({ example }) => example)).toBe(true);
    return ms;
  });
  process.stdout.write(`50 faults, each with an example: ${took.map((ms) => ms.toFixed(1)).join(', ')} ms of CPU\n`);
  expect(took.toSorted((a, b) => a - b)[2]).toBeLessThan(100);
});

/** Of this process's own CPU: what else the machine does is not the prover's doing. */
function timed<T>(work: () => T): { ms: number; found: T } {
  const began = process.cpuUsage();
  const found = work();
  const { user, system } = process.cpuUsage(began);
  return { ms: (user + system) / 1000, found };
}
