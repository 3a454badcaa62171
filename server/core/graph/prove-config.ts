import { type BranchConfig, branch } from '../steps/branch.ts';
import { type SendConfig, sendEmail } from '../steps/send-email.ts';
import { type EventConfig, waitForEvent } from '../steps/wait-for-event.ts';
import { type WaitConfig, waitForTime } from '../steps/wait-for-time.ts';
import type { StepNode } from './model.ts';

/** What a step is set to, parsed once per drawing of it; null for another type, and while it does not parse. */
export const branchOf = reader<BranchConfig>('branch', branch);
export const eventOf = reader<EventConfig>('wait-for-event', waitForEvent);
export const waitOf = reader<WaitConfig>('wait-for-time', waitForTime);
export const sendOf = reader<SendConfig>('send-email', sendEmail);

function reader<Config>(
  type: string,
  step: { config: { safeParse(value: unknown): { success: true; data: unknown } | { success: false } } },
): (node: StepNode) => Config | null {
  // Kept by the config itself: a renamed step keeps its reading, a changed one gets another.
  const read = new WeakMap<StepNode['config'], { config: Config | null }>();
  return (node) => {
    if (node.type !== type) return null;
    let found = read.get(node.config);
    if (!found) {
      const parsed = step.config.safeParse(node.config);
      // The schema is the one the config's type is inferred from.
      read.set(node.config, (found = { config: parsed.success ? (parsed.data as Config) : null }));
    }
    return found.config;
  };
}
