import type { Point } from './lay-out.ts';

/** A polyline as an SVG path with its corners rounded. */
export function roundedPath(points: readonly Point[], radius = 10): string {
  const first = points[0];
  if (!first) return '';
  let path = `M ${first.x} ${first.y}`;
  for (let i = 1; i < points.length - 1; i++) {
    const before = towards(points[i]!, points[i - 1]!, radius);
    const after = towards(points[i]!, points[i + 1]!, radius);
    path += ` L ${before.x} ${before.y} Q ${points[i]!.x} ${points[i]!.y} ${after.x} ${after.y}`;
  }
  const last = points.at(-1)!;
  return `${path} L ${last.x} ${last.y}`;
}

/** The point `by` pixels from one corner towards another, never past half-way. */
function towards(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(by, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
