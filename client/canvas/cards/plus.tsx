import { IconPlus } from '@tabler/icons-react';
import edgeCss from '../styles/edge.module.css';
import { useTarget } from '../drag/use-target.ts';
import { useCanvas, useGraph, useView } from '../state/canvas-context.ts';
import { placeWords } from '../state/words.ts';

/** The "+" on an edge or at an open end: click it, or drop a step or filter on it. */
export function Plus({ from, outlet, openEnd = false }: { from: string; outlet: string; openEnd?: boolean }) {
  const { view, readOnly } = useCanvas();
  const target = useTarget({ at: 'plus', from, outlet });
  const words = useGraph((graph) => placeWords(graph, from, outlet));
  const open = useView((state) => state.insertAt?.from === from && state.insertAt.outlet === outlet);
  if (readOnly) return null;
  return (
    <button
      type="button"
      className={`${edgeCss['plus']} nodrag nopan`}
      data-plus={`${from}:${outlet}`}
      data-openend={openEnd || undefined}
      data-open={open || undefined}
      tabIndex={-1}
      aria-label={`Add ${words}`}
      aria-haspopup="menu"
      aria-expanded={open}
      {...target}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        view.setState({ insertAt: open ? null : { from, outlet, x: box.x + box.width / 2, y: box.bottom } });
      }}
    >
      <IconPlus size={15} stroke={2.2} />
    </button>
  );
}
