import { TRIGGER, type Graph } from '../../server/core/graph/model.ts';

/** Where a step stands in the small picture: how far from the trigger, and how far from the middle line. */
export interface Place {
  id: string;
  type: string;
  column: number;
  row: number;
}

/**
 * A drawing from left to right: each step as far right as its longest way from the trigger, the steps of a column beside
 * those they come from. Circles are cut where they close; go-tos lead nowhere here.
 */
export function layers({ steps, edges }: Pick<Graph, 'steps' | 'edges'>): Place[] {
  const columns = columnsOf(edges);
  const types = new Map([[TRIGGER, TRIGGER], ...steps.map(({ id, type }) => [id, type] as const)]);
  const rows = new Map<string, number>();
  const places: Place[] = [];
  for (let column = 0; column <= Math.max(...columns.values()); column++) {
    const ids = [...columns].flatMap(([id, at]) => (at === column && types.has(id) ? [id] : []));
    // By where they come from, and in the order of the outlets there.
    const wanted = new Map(
      ids.map((id) => [id, middle(edges.flatMap(({ from, to }) => (to === id ? [rows.get(from) ?? 0] : [])))]),
    );
    const sorted = ids.toSorted((a, b) => wanted.get(a)! - wanted.get(b)! || order(edges, a) - order(edges, b));
    const center = sorted.length === 1 ? wanted.get(sorted[0]!)! : middle([...wanted.values()]);
    for (const [i, id] of sorted.entries()) {
      const row = center + i - (sorted.length - 1) / 2;
      rows.set(id, row);
      places.push({ id, type: types.get(id)!, column, row });
    }
  }
  return places;
}

function columnsOf(edges: Graph['edges']): Map<string, number> {
  const columns = new Map<string, number>([[TRIGGER, 0]]);
  const visit = (id: string, column: number, way: ReadonlySet<string>) => {
    if (way.has(id) || (columns.get(id) ?? -1) > column) return;
    columns.set(id, column);
    for (const { from, to } of edges) if (from === id) visit(to, column + 1, new Set([...way, id]));
  };
  visit(TRIGGER, 0, new Set());
  return columns;
}

function order(edges: Graph['edges'], id: string): number {
  return edges.findIndex((edge) => edge.to === id);
}

function middle(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;
}
