import type { AssumedEvent } from './run/happen.ts';
import type { AttributeValue, EventFact } from './segment/fields.ts';

/** An invented contact, and what they do, that shows a problem of a drawing. Nobody real. */
export interface Example {
  /** Who it is: `age 70, on the list “Members”`. */
  words: string;
  /** What is seen when they walk: `takes “Otherwise” at “Which plan?”`. */
  shows: string;
  values: Record<string, AttributeValue>;
  lists: string[];
  segments: string[];
  /** What they did before. */
  history: Pick<EventFact, 'kind' | 'at' | 'template' | 'link' | 'name'>[];
  events: AssumedEvent[];
  /** Epoch milliseconds. */
  start: number;
}
