import type { Example } from './example.ts';

/** A problem found while drawing or writing. Data, not an exception: it is painted where it belongs. */
export interface Finding {
  /** `error` blocks publishing; `warning` must be acknowledged; `hint` is advice. */
  severity: 'error' | 'warning' | 'hint';
  /** A stable code such as `send.no-template`; the client may translate it. */
  code: string;
  /** One sentence: what is wrong and what to do. Never carries patient data. */
  message: string;
  /** The step concerned, if one is. */
  step?: string;
  /** The config field concerned, as a dotted path, if one is. */
  field?: string;
  /** 1-based position in a template's source, if that is where it is. */
  line?: number;
  column?: number;
  /** Somebody invented who shows it, where there is one: walked through the drawing before it was said. */
  example?: Example;
}

/** Names a finding so that a person's acknowledgement of it can be told from one of another. */
export function findingKey(finding: Finding): string {
  return [finding.code, finding.step ?? '', finding.field ?? ''].join(':');
}
