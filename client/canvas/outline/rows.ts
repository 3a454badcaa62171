import { TRIGGER, type Graph } from '../../../server/core/graph/model.ts';
import { edgeFrom, outletsFrom } from '../../../server/core/graph/traverse.ts';

export interface OutlineRow {
  /** Unique among the rows: a step where paths meet again is mentioned more than once. */
  key: string;
  id: string;
  kind: 'step' | 'again';
  level: number;
  /** The outlet that leads here, where the step before has several. */
  label: string;
}

/**
 * The drawing read from top to bottom: one row per step, indented where it forks. Where paths meet again the step is
 * told once, and mentioned after. Steps nothing leads to come last.
 */
export function outlineRows(graph: Graph): OutlineRow[] {
  const rows: OutlineRow[] = [];
  const told = new Set<string>();
  const tell = (id: string, level: number, label: string, by: string) => {
    const again = told.has(id);
    rows.push({ key: `${by}>${id}`, id, kind: again ? 'again' : 'step', level, label });
    if (again) return;
    told.add(id);
    const outlets = outletsFrom(graph, id);
    for (const outlet of outlets) {
      const edge = edgeFrom(graph, id, outlet.id);
      const forks = outlets.length > 1;
      if (edge && graph.steps.some((step) => step.id === edge.to))
        tell(edge.to, forks ? level + 1 : level, forks ? outlet.label : '', `${id}:${outlet.id}`);
    }
  };
  tell(TRIGGER, 0, '', '');
  for (const step of graph.steps) if (!told.has(step.id)) tell(step.id, 0, '', 'loose');
  return rows;
}
