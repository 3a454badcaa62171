import { useGraph } from '../state/canvas-context.ts';
import { HeldFilter } from '../cards/held-filter.tsx';
import css from '../canvas.module.css';

/** Who leaves the journey early: each criterion a chip that can be dragged away, or onto something else. */
export function ExitCriteria() {
  const exit = useGraph((graph) => graph.settings.exit);
  if (exit.length === 0) return null;
  return (
    <div className={css['exits']}>
      <span className={css['rowLabel']}>Leaves early if</span>
      {exit.map((filter, index) => (
        <HeldFilter key={JSON.stringify(filter)} filter={filter} holder={{ at: 'exit', index }} />
      ))}
    </div>
  );
}
