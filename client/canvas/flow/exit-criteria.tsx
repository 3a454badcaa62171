import { useGraph } from '../state/canvas-context.ts';
import { HeldFilter } from '../cards/held-filter.tsx';
import cardCss from '../styles/card.module.css';
import roomCss from '../styles/room.module.css';

/** Who leaves the journey early: each criterion a chip that can be dragged away, or onto something else. */
export function ExitCriteria() {
  const exit = useGraph((graph) => graph.settings.exit);
  if (exit.length === 0) return null;
  return (
    <div className={roomCss['exits']}>
      <span className={cardCss['rowLabel']}>Leaves early if</span>
      {exit.map((filter, index) => (
        <HeldFilter key={JSON.stringify(filter)} filter={filter} holder={{ at: 'exit', index }} />
      ))}
    </div>
  );
}
