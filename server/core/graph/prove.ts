import type { Finding } from '../finding.ts';
import type { StepNode } from './model.ts';
import { proveBranch } from './prove-branches.ts';
import { proveEntry, proveExitHere, proveGoTo } from './prove-ends.ts';
import type { FindExample } from './prove-example.ts';
import type { Proving } from './prove-facts.ts';
import { proveReferences } from './prove-references.ts';
import { proveSend } from './prove-sends.ts';
import { proveEvent, proveWait } from './prove-waits.ts';

const provers: Readonly<Record<string, (proving: Proving, step: StepNode, example: FindExample) => Finding[]>> = {
  branch: proveBranch,
  'send-email': proveSend,
  'wait-for-time': proveWait,
  'wait-for-event': proveEvent,
  'go-to': proveGoTo,
  'add-to-segment': proveExitHere,
  'remove-from-segment': proveExitHere,
};

/**
 * What cannot come out as it is drawn, whoever walks: conditions nobody meets or everybody does, waits for what cannot
 * happen, windows that miss their date. Each finding follows from what is certain at that step, and carries, where there is
 * one, an invented contact who was walked through the drawing and shows it. Pure; never throws, whatever was drawn.
 */
export function proveAll(proving: Proving, example: FindExample): Finding[] {
  return [
    ...proveEntry(proving, example),
    ...proveReferences(proving, example),
    ...proving.graph.steps.flatMap((step) => provers[step.type]?.(proving, step, example) ?? []),
  ];
}
