import type { z } from 'zod';
import { branch } from '../steps/branch.ts';
import { readConfig } from '../steps/read-config.ts';
import { sendEmail } from '../steps/send-email.ts';
import type { StepType } from '../steps/step.ts';
import { waitForEvent } from '../steps/wait-for-event.ts';
import { waitForTime } from '../steps/wait-for-time.ts';
import type { StepNode } from './model.ts';

/** What a step is set to; null for another type, and while it does not parse. */
export const branchOf = reader(branch);
export const eventOf = reader(waitForEvent);
export const waitOf = reader(waitForTime);
export const sendOf = reader(sendEmail);

function reader<Schema extends z.ZodType>(
  step: Pick<StepType<Schema>, 'type' | 'config'>,
): (node: StepNode) => z.output<Schema> | null {
  return (node) => {
    if (node.type !== step.type) return null;
    const read = readConfig(step, node.config);
    return read.success ? read.data : null;
  };
}
