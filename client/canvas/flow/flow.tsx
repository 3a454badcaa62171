import '@xyflow/react/dist/style.css';
import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  type NodeChange,
  Panel,
  ReactFlow,
  useReactFlow,
  useStoreApi,
} from '@xyflow/react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { viewOf } from '../../steps/registry.tsx';
import { OpenEnd } from '../cards/open-end.tsx';
import { OutletEdge } from '../cards/outlet-edge.tsx';
import { StepCard } from '../cards/step-card.tsx';
import { TriggerCard } from '../cards/trigger-card.tsx';
import type { Point } from '../layout/lay-out.ts';
import { useCanvas, useView } from '../state/canvas-context.ts';
import { useEdits } from '../state/use-edits.ts';
import { type CanvasNode, edgesOf, isFree, nodesOf } from './elements.ts';
import { ExitCriteria } from './exit-criteria.tsx';
import { ProblemPill } from './problem-pill.tsx';
import { useEdgePan } from './use-edge-pan.ts';
import { useLayout } from './use-layout.ts';
import { useReveal } from './use-reveal.ts';

const nodeTypes = { step: StepCard, trigger: TriggerCard, open: OpenEnd };
const edgeTypes = { outlet: OutletEdge };

/** Where the drawing is first looked at from: the trigger, nearly at full size. */
const FIRST_ZOOM = 0.9;
const FIRST_TOP = 56;
/** Past this many cards only those in view are drawn. */
const CULL_PAST = 400;

/** The drawing on its sheet. */
export function Flow() {
  const { view, drawing, readOnly } = useCanvas();
  const { move } = useEdits();
  const { graph, shape, layout } = useLayout();
  const scheme = useComputedColorScheme('light');
  const results = useView((state) => state.mode !== 'build');
  const [held, setHeld] = useState<ReadonlyMap<string, Point>>(new Map());
  useFirstView(layout !== null);
  useReveal(layout);
  useSteady(layout !== null);
  useEdgePan();

  const nodes = useMemo(() => {
    const placed = layout ? nodesOf(graph, shape.boxes, layout) : [];
    return held.size === 0
      ? placed
      : placed.map((node) => (held.has(node.id) ? { ...node, position: held.get(node.id)! } : node));
  }, [graph, shape, layout, held]);
  const edges = useMemo(() => (layout ? edgesOf(graph, shape.links, layout) : []), [graph, shape, layout]);

  // A drag's frames stay here; the drawing (and its undo history) gets one record when the card is let go.
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const moved = changes.filter((one) => one.type === 'position' && one.dragging && one.position);
    if (moved.length === 0) return;
    setHeld((before) => {
      const next = new Map(before);
      for (const one of moved) if (one.type === 'position' && one.position) next.set(one.id, one.position);
      return next;
    });
  }, []);

  return (
    <ReactFlow<CanvasNode, (typeof edges)[number]>
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      colorMode={scheme}
      onNodesChange={onNodesChange}
      onNodeDragStop={(_event, node) => {
        setHeld(new Map());
        if (isFree(drawing.getState().graph)) move(node.id, node.position);
      }}
      onNodeClick={(_event, node) => node.type !== 'open' && view.select(node.id)}
      onPaneClick={() => view.setState({ selected: null, insertAt: null })}
      onMoveStart={() => view.setState({ insertAt: null })}
      nodesDraggable={!readOnly && !results && isFree(graph)}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      deleteKeyCode={null}
      disableKeyboardA11y
      panOnScroll
      minZoom={0.12}
      maxZoom={1.6}
      onlyRenderVisibleElements={nodes.length > CULL_PAST}
      proOptions={{ hideAttribution: false }}
    >
      <Background
        variant={BackgroundVariant.Dots}
        gap={18}
        size={1.4}
        color={scheme === 'dark' ? '#2b333b' : '#dfe4e9'}
      />
      <Panel position="top-left">
        <ProblemPill />
        <ExitCriteria />
      </Panel>
      <Controls showInteractive={false} position="bottom-left" />
      <MiniMap
        pannable
        zoomable
        position="bottom-right"
        style={{ width: 148, height: 108 }}
        nodeColor={colorOf}
        nodeBorderRadius={12}
        maskColor={scheme === 'dark' ? 'rgb(0 0 0 / 45%)' : 'rgb(220 226 232 / 55%)'}
        ariaLabel="Overview of the journey"
      />
    </ReactFlow>
  );
}

function colorOf(node: CanvasNode): string {
  if (node.type === 'open') return 'transparent';
  const color = node.type === 'step' ? viewOf(node.data.step.type)?.color : 'teal';
  return `var(--mantine-color-${color ?? 'gray'}-5)`;
}

/** The shelf at the left comes and goes with the mode; the drawing stays where it is on the screen. */
function useSteady(ready: boolean): void {
  const { getViewport, setViewport } = useReactFlow();
  const store = useStoreApi();
  const left = useRef<number | null>(null);
  const mode = useView((view) => view.mode);
  useLayoutEffect(() => {
    const now = store.getState().domNode?.getBoundingClientRect().left;
    if (now === undefined) return;
    const by = left.current === null ? 0 : left.current - now;
    left.current = now;
    if (by === 0) return;
    const { x, y, zoom } = getViewport();
    void setViewport({ x: x + by, y, zoom });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the mode is what moves the sheet's left edge
  }, [mode, ready, getViewport, setViewport, store]);
}

/** Once the first layout is there: the trigger at the top middle. */
function useFirstView(ready: boolean): void {
  const { setViewport } = useReactFlow();
  const store = useStoreApi();
  const done = useRef(false);
  useEffect(() => {
    if (!ready || done.current) return;
    done.current = true;
    void setViewport({ x: store.getState().width / 2, y: FIRST_TOP, zoom: FIRST_ZOOM });
  }, [ready, setViewport, store]);
}
