import type { Phi } from '#core/phi.ts';
import type {
  AttributeValue,
  CaseFact,
  ChangeFact,
  ContactFacts,
  EventFact,
  MessageFact,
} from '#core/segment/fields.ts';
import type postgres from 'postgres';

/** A contact's facts while they are being put together. */
export interface Building extends ContactFacts {
  attributes: Record<string, Phi<AttributeValue>>;
  lists: Set<string>;
  segments: Set<string>;
  events: EventFact[];
  messages: MessageFact[];
  journeys: Set<string>;
  cases?: CaseFact[];
  changes?: ChangeFact[];
}

/** The contacts asked about, `w(lane, id)` in a statement. */
export type Who = postgres.Fragment;

/** Shared by all who are in none: three sets for each of thousands of contacts would be most of what a batch allocates. */
export const NO_NAMES = new Set<string>();
