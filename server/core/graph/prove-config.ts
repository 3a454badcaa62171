import type { z } from 'zod';
import { branch } from '../steps/branch.ts';
import { sendEmail } from '../steps/send-email.ts';
import type { StepType } from '../steps/step.ts';
import { waitForEvent } from '../steps/wait-for-event.ts';
import { waitForTime } from '../steps/wait-for-time.ts';
import type { StepNode } from './model.ts';

/** What a step is set to, parsed once per drawing of it; null for another type, and while it does not parse. */
export const branchOf = reader(branch);
export const eventOf = reader(waitForEvent);
export const waitOf = reader(waitForTime);
export const sendOf = reader(sendEmail);

function reader<Schema extends z.ZodType>(
  step: Pick<StepType<Schema>, 'type' | 'config'>,
): (node: StepNode) => z.output<Schema> | null {
  // Kept by the config itself: a renamed step keeps its reading, a changed one gets another.
  const read = new WeakMap<StepNode['config'], { config: z.output<Schema> | null }>();
  return (node) => {
    if (node.type !== step.type) return null;
    let found = read.get(node.config);
    if (!found) {
      const parsed = step.config.safeParse(node.config);
      read.set(node.config, (found = { config: parsed.success ? parsed.data : null }));
    }
    return found.config;
  };
}
