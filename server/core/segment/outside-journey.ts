import type { Filter } from './ast.ts';

/** True when a filter speaks of an email of "this journey" and so means nothing where there is none. */
export function outsideJourney(filter: Filter): boolean {
  if ('all' in filter) return filter.all.some(outsideJourney);
  if ('any' in filter) return filter.any.some(outsideJourney);
  if ('not' in filter) return outsideJourney(filter.not);
  if ('engaged' in filter) return filter.last === true || filter.step !== undefined;
  return 'delivery' in filter && filter.step !== undefined;
}
