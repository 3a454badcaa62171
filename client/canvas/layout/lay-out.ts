import type { ElkNode } from 'elkjs/lib/elk-api.js';
import type { Box, Link } from './shape.ts';
import { toElk } from './to-elk.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  positions: ReadonlyMap<string, Point>;
  /** Per link: its way through the drawing, and the middle of the room kept for its label and "+". */
  routes: ReadonlyMap<string, { points: Point[]; label: Point }>;
}

interface Engine {
  layout: (graph: ElkNode) => Promise<ElkNode>;
}

let engine: Promise<Engine> | null = null;

/** ELK is 1.5 MB and slow for the main thread: loaded on the first layout, and run in a worker. */
async function startEngine(): Promise<Engine> {
  const [{ default: Elk }, { default: workerUrl }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ]);
  return new Elk({ workerFactory: () => new Worker(workerUrl) });
}

/** Top-down positions and edge routes for everything drawn. The trigger's card is centered on x = 0. */
export async function layOut(boxes: readonly Box[], links: readonly Link[]): Promise<Layout> {
  engine ??= startEngine();
  const placed = await (await engine).layout(toElk(boxes, links));
  return fromElk(placed);
}

/** Reads ELK's answer, moved so that the first box (the trigger) has its top center at the origin. */
export function fromElk(placed: ElkNode): Layout {
  const first = placed.children?.[0];
  const dx = -((first?.x ?? 0) + (first?.width ?? 0) / 2);
  const dy = -(first?.y ?? 0);
  const move = (point: Point): Point => ({ x: point.x + dx, y: point.y + dy });
  const positions = new Map<string, Point>();
  for (const child of placed.children ?? []) positions.set(child.id, move({ x: child.x ?? 0, y: child.y ?? 0 }));
  const routes = new Map<string, { points: Point[]; label: Point }>();
  for (const edge of placed.edges ?? []) {
    const section = edge.sections?.[0];
    if (!section) continue;
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(move);
    const label = edge.labels?.[0];
    routes.set(edge.id, {
      points,
      label: label
        ? move({ x: (label.x ?? 0) + (label.width ?? 0) / 2, y: (label.y ?? 0) + (label.height ?? 0) / 2 })
        : middleOf(points),
    });
  }
  return { positions, routes };
}

/** The point half-way along a polyline. */
export function middleOf(points: readonly Point[]): Point {
  const lengths = points.slice(1).map((to, i) => Math.hypot(to.x - points[i]!.x, to.y - points[i]!.y));
  let rest = lengths.reduce((sum, one) => sum + one, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    const from = points[i]!;
    const to = points[i + 1]!;
    if (rest <= length)
      return {
        x: from.x + ((to.x - from.x) * rest) / (length || 1),
        y: from.y + ((to.y - from.y) * rest) / (length || 1),
      };
    rest -= length;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}
