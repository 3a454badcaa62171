import type { Finding } from '../finding.ts';
import { withExample } from './prove-branches.ts';
import { waitOf } from './prove-config.ts';
import type { FindExample, Wanted } from './prove-example.ts';
import type { Proving } from './prove-facts.ts';
import { nameOf, stepOf } from './traverse.ts';

/** What the checks found, with somebody who shows it where it is about what happens to contacts. */
export function withExamples(found: readonly Finding[], proving: Proving, example: FindExample): Finding[] {
  return found.map((finding) => {
    const wanted = wantedFor(finding, proving);
    return wanted ? { ...finding, ...withExample(example(wanted)) } : finding;
  });
}

function wantedFor({ code, step, field }: Finding, { graph }: Proving): Wanted | null {
  if (step === undefined) return null;
  const named = `“${nameOf(graph, step)}”`;
  switch (code) {
    case 'graph.dead-path':
      return {
        step,
        outlet: field?.replace(/^outlets\./, ''),
        words: `completes the journey at ${named}`,
        shows: (here, { path }) => here === path.at(-1) && here.exitReason === 'completed',
      };
    case 'go-to.refused':
      return {
        step,
        words: `ends at ${named} with “loop prevented”`,
        shows: ({ exitReason }) => exitReason === 'loop_prevented',
      };
    case 'graph.cycle':
      return {
        step,
        words: `comes back to ${named} and ends with “loop prevented”`,
        shows: (_, { path }) => path.at(-1)?.exitReason === 'loop_prevented',
      };
    case 'event.unseen':
    case 'event.unknown-link':
      return {
        step,
        words: `leaves ${named} only when the time is over`,
        shows: ({ outlet }) => outlet === 'timeout',
      };
    case 'wait.missing-exits': {
      const node = stepOf(graph, step);
      const attribute = node && waitOf(node)?.attribute;
      if (!attribute) return null;
      return {
        step,
        values: { [attribute]: null },
        words: `leaves the journey at ${named}, for want of the date`,
        shows: ({ exitReason }) => exitReason === 'date_missing',
      };
    }
    default:
      return null;
  }
}
