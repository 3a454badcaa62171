import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import roomCss from '../styles/room.module.css';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { useFindings } from '../state/use-findings.ts';

/** "8 STEPS · 1 PROBLEM": opens the list. */
export function ProblemPill() {
  const { view } = useCanvas();
  const steps = useGraph((graph) => graph.steps.length);
  const findings = useFindings().filter((one) => one.severity !== 'hint');
  const open = useView((state) => state.panel === 'problems');
  const worst = findings.some((one) => one.severity === 'error')
    ? 'error'
    : findings.length > 0
      ? 'warning'
      : undefined;
  return (
    <button
      type="button"
      className={roomCss['pill']}
      data-problem={worst}
      aria-expanded={open}
      onClick={() => view.setState({ panel: open ? 'inspector' : 'problems' })}
    >
      {steps} {steps === 1 ? 'step' : 'steps'} ·{' '}
      {worst ? (
        <>
          <IconAlertTriangle size={14} />
          {findings.length} {findings.length === 1 ? 'problem' : 'problems'}
        </>
      ) : (
        <>
          <IconCircleCheck size={14} /> no problems
        </>
      )}
    </button>
  );
}
