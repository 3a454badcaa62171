import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { EDGE_LABEL, EDGE_PLAIN, OPEN_LABEL, OPEN_PLAIN, type Box, type Link } from './shape.ts';

const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '18',
  'elk.spacing.edgeLabel': '0',
  'elk.layered.spacing.nodeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeNodeBetweenLayers': '10',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

/**
 * The drawing as ELK takes it: top-down, one fixed port per outlet in their order, and on every edge an inline label,
 * which gives its "+" and its count a place no card or other edge can take.
 */
export function toElk(boxes: readonly Box[], links: readonly Link[]): ElkNode {
  return {
    id: 'root',
    layoutOptions: LAYERED,
    children: boxes.map((box) => ({
      id: box.id,
      width: box.width,
      height: box.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        ...box.outlets.map((outlet, i) => ({
          id: `${box.id}:${outlet}`,
          x: outletX(box.width, i, box.outlets.length),
          y: box.height,
          layoutOptions: { 'elk.port.side': 'SOUTH' },
        })),
        { id: `>${box.id}`, x: box.width / 2, y: 0, layoutOptions: { 'elk.port.side': 'NORTH' } },
      ],
    })),
    edges: links.map((link) => ({
      id: link.id,
      sources: [link.id],
      targets: [`>${link.to}`],
      labels: [
        {
          id: `label:${link.id}`,
          text: link.label || '+',
          ...labelSize(link),
          layoutOptions: { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' },
        },
      ],
    })),
  };
}

function labelSize(link: Link): { width: number; height: number } {
  if (link.open) return link.label ? OPEN_LABEL : OPEN_PLAIN;
  return link.label ? EDGE_LABEL : EDGE_PLAIN;
}

/** Where an outlet leaves the bottom of a card. */
export function outletX(width: number, index: number, of: number): number {
  return (width * (index + 1)) / (of + 1);
}
