import { ENTERED, TRIGGER, type Graph } from '../../../server/core/graph/model.ts';
import { outletsOf } from '../../../server/core/graph/traverse.ts';
import type { Outlet } from '../../../server/core/steps/step.ts';

/** Card sizes are fixed, so that a layout never waits for a measurement. Pixels. */
export const CARD = { width: 264, height: 110 } as const;
const TRIGGER_CARD = { width: 304, height: 152 } as const;
/** Ways in named on the trigger's card; more are summed up in one line. */
export const WAYS_SHOWN = 3;
const WAY_LINE = 21;
export const CHIP_CARD = { width: 200, height: 44 } as const;
/** The open end of an outlet that leads nowhere yet. */
export const OPEN_END = { width: 28, height: 28 } as const;
/** Room an edge keeps free on its way for its label, count and "+". */
export const EDGE_LABEL = { width: 96, height: 66 } as const;
export const EDGE_PLAIN = { width: 110, height: 44 } as const;
/** The same before an open end, whose "+" is the end itself. */
export const OPEN_LABEL = { width: 96, height: 30 } as const;
export const OPEN_PLAIN = { width: 28, height: 8 } as const;

export const openEndId = (from: string, outlet: string): string => `open:${from}:${outlet}`;

export interface Link {
  /** `FROM:OUTLET`: an outlet has one edge at most, so it names the edge. */
  id: string;
  from: string;
  outlet: string;
  /** A step, or the open end standing in for one. */
  to: string;
  open: boolean;
  label: string;
}

export interface Box {
  id: string;
  width: number;
  height: number;
  outlets: string[];
}

/** Everything that is drawn: cards, open ends, and one link per outlet, open or not. */
export function shapeOf(graph: Graph): { boxes: Box[]; links: Link[] } {
  const boxes: Box[] = [{ id: TRIGGER, ...triggerCard(graph), outlets: [ENTERED] }];
  const links: Link[] = [];
  const target = new Map(graph.edges.map((edge) => [`${edge.from}:${edge.outlet}`, edge.to]));
  const connect = (from: string, outlet: Outlet, several: boolean) => {
    const id = `${from}:${outlet.id}`;
    const to = target.get(id);
    const open = to === undefined;
    if (open) boxes.push({ id: openEndId(from, outlet.id), ...OPEN_END, outlets: [] });
    links.push({
      id,
      from,
      outlet: outlet.id,
      to: to ?? openEndId(from, outlet.id),
      open,
      label: several ? outlet.label : '',
    });
  };
  connect(TRIGGER, { id: ENTERED, label: '' }, false);
  for (const step of graph.steps) {
    const outlets = outletsOf(step);
    const size = step.type === 'go-to' ? CHIP_CARD : CARD;
    boxes.push({ id: step.id, ...size, outlets: outlets.map((one) => one.id) });
    for (const outlet of outlets) connect(step.id, outlet, outlets.length > 1);
  }
  const drawn = new Set(boxes.map((box) => box.id));
  return { boxes, links: links.filter((link) => drawn.has(link.to)) };
}

function triggerCard({ triggers }: Graph) {
  const lines = Math.max(1, Math.min(triggers.length, WAYS_SHOWN + 1));
  return { width: TRIGGER_CARD.width, height: TRIGGER_CARD.height + (lines - 1) * WAY_LINE };
}
