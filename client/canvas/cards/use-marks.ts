import type { Finding } from '../../../server/core/finding.ts';
import { useView } from '../state/canvas-context.ts';

const NONE: readonly Finding[] = [];

/** How a card of this step is to be drawn: selected, with problems, on the path of a test run. */
export function useMarks(id: string) {
  const selected = useView((view) => view.selected === id);
  const findings = useView((view) => view.findings.get(id) ?? NONE);
  const lit = useView((view) => (view.lit.size === 0 ? null : view.lit.has(id)));
  const painted = useView((view) => view.painted.get(id));
  const worst = findings.find((one) => one.severity === 'error') ?? findings.find((one) => one.severity === 'warning');
  return {
    worst,
    marks: {
      'data-selected': selected || undefined,
      'data-problem': worst?.severity,
      'data-lit': lit === true || undefined,
      'data-unlit': lit === false || undefined,
      'data-painted': painted,
    },
  };
}
