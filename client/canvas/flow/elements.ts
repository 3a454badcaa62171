import { type NodeHandle, Position } from '@xyflow/react';
import { ENTERED, TRIGGER, type Graph, type StepNode } from '../../../server/core/graph/model.ts';
import type { OpenEndNode } from '../cards/open-end.tsx';
import type { OutletEdgeType } from '../cards/outlet-edge.tsx';
import type { StepCardNode } from '../cards/step-card.tsx';
import type { TriggerCardNode } from '../cards/trigger-card.tsx';
import type { Layout, Point } from '../layout/lay-out.ts';
import type { Box, Link } from '../layout/shape.ts';
import { outletX } from '../layout/to-elk.ts';

export type CanvasNode = StepCardNode | TriggerCardNode | OpenEndNode;

const ORIGIN: Point = { x: 0, y: 0 };
const TRIGGER_DATA: Record<string, never> = {};

/** A card keeps its data object as long as its step is the same one, so that an edit elsewhere does not redraw it. */
const dataOf = new WeakMap<StepNode, StepCardNode['data']>();

/** Everything drawn, as React Flow takes it. In a free layout a card's own place counts, the rest follows ELK. */
export function nodesOf(graph: Graph, boxes: readonly Box[], layout: Layout | null): CanvasNode[] {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const free = isFree(graph);
  const at = (id: string): Point => (free ? graph.layout[id] : undefined) ?? layout?.positions.get(id) ?? ORIGIN;
  return boxes.map((box): CanvasNode => {
    const shared = {
      id: box.id,
      position: at(box.id),
      width: box.width,
      height: box.height,
      measured: { width: box.width, height: box.height },
      handles: handlesOf(box),
      draggable: free,
    };
    if (box.id === TRIGGER) return { ...shared, type: 'trigger', data: TRIGGER_DATA };
    const step = steps.get(box.id);
    if (step) return { ...shared, type: 'step', data: cardData(step, box.outlets) };
    const [, from = '', outlet = ''] = box.id.split(':');
    return {
      ...shared,
      ...besideItsStep(graph, layout, from, box, at),
      type: 'open',
      draggable: false,
      data: { from, outlet },
    };
  });
}

/** Where links begin and end, known without measuring: a branch that gets another path has its handle at once. */
function handlesOf(box: Box): NodeHandle[] {
  const size = { width: 1, height: 1 };
  return [
    { type: 'target', position: Position.Top, x: box.width / 2, y: 0, ...size },
    ...box.outlets.map((id, i): NodeHandle => ({
      id,
      type: 'source',
      position: Position.Bottom,
      x: outletX(box.width, i, box.outlets.length),
      y: box.height,
      ...size,
    })),
  ];
}

/** In a free layout an open end keeps its distance from the step it belongs to. */
function besideItsStep(graph: Graph, layout: Layout | null, from: string, box: Box, at: (id: string) => Point) {
  const own = layout?.positions.get(box.id);
  const base = layout?.positions.get(from);
  if (!isFree(graph) || !own || !base) return {};
  const moved = at(from);
  return { position: { x: moved.x + own.x - base.x, y: moved.y + own.y - base.y } };
}

function cardData(step: StepNode, outlets: readonly string[]): StepCardNode['data'] {
  const known = dataOf.get(step);
  if (known) return known;
  const made = { step, outlets };
  dataOf.set(step, made);
  return made;
}

export function edgesOf(graph: Graph, links: readonly Link[], layout: Layout | null): OutletEdgeType[] {
  const free = isFree(graph);
  return links.map((link) => ({
    id: link.id,
    type: 'outlet',
    source: link.from,
    sourceHandle: link.from === TRIGGER ? ENTERED : link.outlet,
    target: link.to,
    selectable: false,
    focusable: false,
    data: {
      from: link.from,
      outlet: link.outlet,
      open: link.open,
      label: link.label,
      route: free ? null : (layout?.routes.get(link.id) ?? null),
    },
  }));
}

/** Someone placed cards by hand; without any place the drawing lays itself out. */
export function isFree(graph: Graph): boolean {
  return Object.keys(graph.layout).length > 0;
}
