import type { Phi, PhiClass } from '../phi.ts';
import type { AttributeValue } from '../segment/fields.ts';

/**
 * Why a contact is where they are, or was not sent something. The sentences say what conditions were met, never what
 * the contact's values were: those stand in `values`, closed, and whoever hands them out masks or reveals them.
 */
export interface Why {
  about: 'entered' | 'passed' | 'left' | 'waiting' | 'not-reached' | 'never-entered' | 'message';
  /** The moment explained, epoch milliseconds; null for what never happened. */
  at: number | null;
  journey: { id: string; name: string; version: number | null };
  step: { id: string; name: string; type: string } | null;
  enrollmentId: string | null;
  visit: number | null;
  messageId: string | null;
  sentence: string;
  /** What more there is to say, a sentence each. */
  details: string[];
  reasons: Reason[];
  values: SeenValue[];
  /** For a wait: until when at most, epoch milliseconds. */
  until: number | null;
  /** The interpreter, run again on what was true then, did the same. Null where nothing was decided. */
  certain: boolean | null;
}

/** One condition, in words, with whether it was met and what it was answered from. */
export interface Reason {
  /** Of the path, guard or criterion it belongs to; empty inside another reason. */
  label: string;
  text: string;
  met: boolean;
  seen: Seen | null;
  children: Reason[];
}

export type Seen =
  /** The value of an attribute; see `values`. */
  | { kind: 'value'; key: string }
  /** On the list, or in the set, since; null when not. */
  | { kind: 'since'; at: number | null }
  /** How often it had happened, and when last. */
  | { kind: 'times'; n: number; last: number | null }
  /** By which method the message went. */
  | { kind: 'method'; method: string };

/** The value an attribute had at the moment explained. */
export interface SeenValue {
  key: string;
  label: string;
  phi: PhiClass;
  value: Phi<AttributeValue>;
  /** When it was set, and how (`import:ID`, `edit`, …); null when the contact came with it. */
  since: number;
  source: string | null;
  /** When it was changed to what is known now; null while it is the same. */
  until: number | null;
}
