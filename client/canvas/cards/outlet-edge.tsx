import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo } from 'react';
import { TRIGGER } from '../../../server/core/graph/model.ts';
import { dropShare, DROP_THRESHOLD, percent, wholeNumber } from '../../results/figures.ts';
import edgeCss from '../styles/edge.module.css';
import type { Point } from '../layout/lay-out.ts';
import { roundedPath } from '../layout/round.ts';
import { useStepCounts, useView } from '../state/canvas-context.ts';
import { Plus } from './plus.tsx';

export type OutletEdgeType = Edge<
  {
    from: string;
    outlet: string;
    open: boolean;
    label: string;
    /** Laid out by ELK; null in a free layout, where the way is found from the cards' places. */
    route: { points: Point[]; label: Point } | null;
  },
  'outlet'
>;

const WIDEST = 18;
const QUIET = 1.6;

/** The way from one outlet: its label and "+" while building, its volume and share of entrants in results. */
export const OutletEdge = memo(function OutletEdge({ id, data, ...ends }: EdgeProps<OutletEdgeType>) {
  const results = useView((view) => view.mode !== 'build');
  const lit = useView((view) => (view.lit.size === 0 ? null : view.lit.has(id)));
  const entered = useStepCounts(TRIGGER)?.entered ?? 0;
  const counts = useStepCounts(data?.from ?? '');
  if (!data) return null;
  const [free, freeX, freeY] = getSmoothStepPath({ ...ends, borderRadius: 12 });
  const path = data.route ? roundedPath(data.route.points) : free;
  const label = data.route?.label ?? { x: freeX, y: freeY };
  const n = counts?.passed[data.outlet] ?? 0;
  const share = entered > 0 ? Math.min(1, n / entered) : 0;
  const width = results && n > 0 ? Math.max(2.5, WIDEST * share) : QUIET;
  const leaking = results && counts !== null && dropShare(counts) > DROP_THRESHOLD;
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        style={{
          strokeWidth: lit ? 3.5 : width,
          stroke: lit
            ? 'light-dark(var(--mantine-color-yellow-6), var(--mantine-color-yellow-5))'
            : strokeOf(results && n > 0, leaking),
          strokeDasharray: data.open && !results ? '4 4' : undefined,
          opacity: lit === false ? 0.35 : 1,
          transition: 'stroke-width 400ms',
        }}
      />
      <EdgeLabelRenderer>
        <div
          className={edgeCss['onEdge']}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
        >
          {data.label && <span className={edgeCss['outlet']}>{data.label}</span>}
          {results && !data.open && entered > 0 && (
            <span className={edgeCss['flow']} data-flow={id}>
              {wholeNumber(n)} · {percent(share)}
            </span>
          )}
          {!results && !data.open && <Plus from={data.from} outlet={data.outlet} />}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

function strokeOf(moving: boolean, leaking: boolean): string {
  if (leaking) return 'light-dark(#f2a3a3, #a33c3c)';
  return moving ? 'light-dark(#8fd9c8, #1f6f63)' : 'var(--xy-edge-stroke)';
}
