import { IconAlertTriangle, IconFilter, IconHelpCircle, IconShieldLock } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo, useMemo } from 'react';
import type { StepNode } from '../../../server/core/graph/model.ts';
import { filterSchema } from '../../../server/core/segment/ast.ts';
import { phiWords } from '../../steps/method-hint.ts';
import { filterWords } from '../../steps/fields/filter-words.ts';
import { viewOf } from '../../steps/registry.tsx';
import cardCss from '../styles/card.module.css';
import chipCss from '../styles/chip.module.css';
import type { DragItem } from '../drag/judge.ts';
import { useDragSource } from '../drag/use-drag-source.ts';
import { useTarget } from '../drag/use-target.ts';
import { useHeldDrag } from '../drag/use-held-drag.ts';
import { isFree } from '../flow/elements.ts';
import { outletX } from '../layout/to-elk.ts';
import { CARD, CHIP_CARD } from '../layout/shape.ts';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { Figures } from './figures.tsx';
import { useMarks } from './use-marks.ts';

export type StepCardNode = Node<{ step: StepNode; outlets: readonly string[] }, 'step'>;

/** One step: icon, name, its setting in one line, PHI and method, who is here. Live figures are not in its data. */
export const StepCard = memo(function StepCard({ data: { step, outlets } }: NodeProps<StepCardNode>) {
  const { catalog } = useCanvas();
  const { worst, marks } = useMarks(step.id);
  const target = useTarget({ at: 'step', step: step.id });
  const look = viewOf(step.type);
  // A go-to and a wait name other steps, so the whole drawing is looked at; the line itself is what redraws.
  const summary = useGraph((graph) => look?.summary({ node: step, graph, catalog }) ?? step.type);
  const free = useGraph(isFree);
  const building = useView((view) => view.mode === 'build');
  const item = useMemo<DragItem>(
    () => ({ kind: 'card', step: step.id, type: step.type, title: step.name }),
    [step.id, step.type, step.name],
  );
  const source = useDragSource(item);
  // Where the drawing lays itself out, a card is moved by dropping it on another "+".
  const drag = free || !building ? {} : source;
  const Icon = look?.Icon ?? IconHelpCircle;
  const chip = step.type === 'go-to';
  const width = chip ? CHIP_CARD.width : CARD.width;
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <div
        className={`${chip ? chipCss['chip'] : cardCss['card']} ${free ? '' : 'nopan'}`}
        data-step={step.id}
        data-color={look?.color}
        aria-hidden
        {...marks}
        {...target}
        {...drag}
      >
        {chip ? (
          <>
            <Icon size={17} />
            <span className={cardCss['itemLabel']}>{summary}</span>
            {worst && <IconAlertTriangle size={16} color="var(--mantine-color-red-6)" />}
          </>
        ) : (
          <>
            <div className={cardCss['head']}>
              <span className={cardCss['tile']} data-color={look?.color}>
                <Icon size={17} />
              </span>
              <div className={cardCss['titles']}>
                <div className={cardCss['title']} title={step.name}>
                  {step.name || look?.title}
                </div>
                <div className={cardCss['kind']}>
                  {look?.title ?? `Unknown step “${step.type}”`}
                  {step.type === 'send-email' && <PhiMark step={step} />}
                </div>
              </div>
              {worst && (
                <IconAlertTriangle
                  size={18}
                  color={`var(--mantine-color-${worst.severity === 'error' ? 'red' : 'yellow'}-6)`}
                />
              )}
            </div>
            <div className={cardCss['summary']} data-problem={worst?.severity} title={worst?.message ?? summary}>
              <GuardMark step={step} />
              {worst?.severity === 'error' ? worst.message : summary}
            </div>
            <Figures step={step.id} />
          </>
        )}
      </div>
      {outlets.map((outlet, i) => (
        <Handle
          key={outlet}
          id={outlet}
          type="source"
          position={Position.Bottom}
          isConnectable={false}
          style={{ left: outletX(width, i, outlets.length) }}
        />
      ))}
    </>
  );
});

function PhiMark({ step }: { step: StepNode }) {
  const { catalog } = useCanvas();
  const template = catalog.templates.find((one) => one.name === step.config['template']);
  if (!template) return null;
  return (
    <span className={cardCss['phi']} data-class={template.phi} title={`This template: ${phiWords(template.phi)}`}>
      {template.phi !== 'P0' && <IconShieldLock size={12} />}
      {phiWords(template.phi)}
    </span>
  );
}

/** The filter a send is guarded by, which can be dragged on or away. */
function GuardMark({ step }: { step: StepNode }) {
  const { catalog } = useCanvas();
  const guard = step.type === 'send-email' ? filterSchema.safeParse(step.config['guard']) : null;
  const filter = guard?.success ? guard.data : null;
  const words = filter ? filterWords(filter, catalog) : '';
  const drag = useHeldDrag(words, filter, { at: 'guard', step: step.id });
  if (!filter) return null;
  return (
    <span className={`${chipCss['guard']} nodrag nopan`} title={`Sent only if: ${words}`} {...drag}>
      <IconFilter size={13} /> only if
    </span>
  );
}
