import { dropShare, DROP_THRESHOLD, finishedOf, passedOf, percent, shortNumber } from '../../results/figures.ts';
import cardCss from '../styles/card.module.css';
import { useStepCounts } from '../state/canvas-context.ts';

/** "312 here now · 47K passed · −1.9%": live, and the only part of a card that redraws when people move. */
export function Figures({ step }: { step: string }) {
  const counts = useStepCounts(step);
  if (!counts) return <div className={`${cardCss['figures']} ${cardCss['quiet']}`}>Nobody yet</div>;
  const drop = dropShare(counts);
  const passed = passedOf(counts);
  const finished = finishedOf(counts);
  return (
    <div className={cardCss['figures']}>
      <span className={cardCss['here']}>{shortNumber(counts.here)} here now</span>
      {(passed > 0 || finished === 0) && <span>{shortNumber(passed)} passed</span>}
      {finished > 0 && <span>{shortNumber(finished)} finished</span>}
      {drop > 0 && (
        <span
          className={cardCss['drop']}
          data-mild={drop < DROP_THRESHOLD / 10 || undefined}
          title="Left the journey here"
        >
          −{percent(drop)}
        </span>
      )}
    </div>
  );
}
