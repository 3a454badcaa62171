import { type Graph, TRIGGER } from '../../../server/core/graph/model.ts';
import { type PlannedStep, type PublishPlan, planPublish } from '../../../server/core/graph/plan.ts';
import { outlineRows } from '../outline/rows.ts';

export interface DiffRow {
  step: PlannedStep;
  level: number;
}

/**
 * Two drawings as one tree, read from top to bottom: the newer one, with what it has no more where it stood. The journey's own
 * settings stand apart.
 */
export function diffRows(before: Graph, after: Graph): { rows: DiffRow[]; journey: PublishPlan['journey'] } {
  const { plan } = planPublish({ live: before, next: after });
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const order = outlineRows(after).flatMap(({ id, kind, level }) => (kind === 'step' ? [{ id, level }] : []));
  let last = TRIGGER;
  for (const { id, kind, level } of outlineRows(before)) {
    if (kind !== 'step') continue;
    if (!order.some((one) => one.id === id)) {
      const at = order.findIndex((one) => one.id === last);
      order.splice(at + 1, 0, { id, level });
    }
    last = id;
  }
  const rows = order.flatMap(({ id, level }) => {
    const step = steps.get(id);
    return step ? [{ step, level }] : [];
  });
  return { rows, journey: plan.journey };
}
