import { TRIGGER } from '../graph/model.ts';
import type { PreparedGraph } from '../graph/prepare.ts';
import type { Command } from '../steps/step.ts';
import type { Advance } from './advance.ts';
import { type RehearseInput, rehearse } from './rehearse.ts';
import type { ExitReason } from './state.ts';

/** One stop of the path. `leftAt` null: the contact still stands here when the simulation ends. */
export interface SimulatedStep {
  step: string;
  name: string;
  type: string;
  visit: number;
  enteredAt: number;
  leftAt: number | null;
  /** The outlet taken, `jump`, `exit:REASON`, or null while standing. */
  outlet: string | null;
  /** What the shell would have done at this step: nothing is sent or written. */
  commands: Command[];
  /** While standing: until when, at most. */
  until: number | null;
  /** While standing: the keys of what is waited for (see state.ts). */
  waitingFor: readonly string[];
  exitReason: ExitReason | null;
}

export interface Simulated {
  path: SimulatedStep[];
  /** When something next happens; null when the contact is out, or would stand where they are for good. */
  next: number | null;
}

/** The path of one contact through a journey on a virtual clock. Throws as `advance` does. */
export function simulate(input: RehearseInput): SimulatedStep[] {
  return simulateUntil(input).path;
}

/** As `simulate`, with when it goes on: how far the clock must be set for anything to change. */
export function simulateUntil(input: RehearseInput): Simulated {
  const path: SimulatedStep[] = [];
  let next: number | null = null;
  for (const turn of rehearse(input)) {
    record(path, turn.walked, input.prepared);
    next = turn.next;
  }
  return { path, next };
}

/** Closes the stop the contact stood at, adds those it passed, and opens the one it came to. */
function record(path: SimulatedStep[], { standing, visits, commands: given }: Advance, prepared: PreparedGraph): void {
  const waiting = path.at(-1)?.leftAt === null ? path.pop() : undefined;
  const sends = [...given];
  for (const { step, visit, enteredAt, leftAt, outlet } of visits) {
    const resumed = waiting?.step === step && waiting.visit === visit ? waiting.commands : [];
    const own = sends.splice(0, ofStep(sends, prepared.steps.get(step)?.node.type));
    path.push(stop(prepared, { step, visit, enteredAt, leftAt, outlet, commands: [...resumed, ...own] }));
  }
  const last = path.at(-1);
  if (standing.exitReason !== null && last) last.exitReason = standing.exitReason;
  if (standing.exitReason !== null || standing.step === TRIGGER) return;
  const { step, visit, enteredStepAt: enteredAt, dueAt: until, waitingFor } = standing;
  // A step that asked for something and now waits for the answer is still the same stop when it is looked at again.
  const still = waiting?.step === step && waiting.visit === visit ? waiting.commands : [];
  const own = sends.splice(0, ofStep(sends, prepared.steps.get(step)?.node.type));
  const done = [...still, ...own];
  const here = stop(prepared, { step, visit, enteredAt, leftAt: null, outlet: null, commands: done });
  path.push({ ...here, until, waitingFor });
}

/** Commands come in the order of the visits, at most one each, and only these types give one. */
function ofStep([first]: readonly Command[], type: string | undefined): number {
  return first && GIVEN_BY[first.kind] === type ? 1 : 0;
}

const GIVEN_BY: Readonly<Record<Command['kind'], string>> = {
  send: 'send-email',
  'add-to-segment': 'add-to-segment',
  'remove-from-segment': 'remove-from-segment',
  'update-attribute': 'update-attribute',
  webhook: 'webhook',
  'enter-journey': 'go-to',
  'open-case': 'non-delivery-case',
  'close-case': 'non-delivery-case',
};

function stop(
  prepared: PreparedGraph,
  visit: Omit<SimulatedStep, 'name' | 'type' | 'until' | 'waitingFor' | 'exitReason'>,
): SimulatedStep {
  const node = prepared.steps.get(visit.step)?.node;
  const name = node?.name ?? visit.step;
  return { ...visit, name, type: node?.type ?? '', until: null, waitingFor: [], exitReason: null };
}
